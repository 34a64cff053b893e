"""The pages of operators: the catalogue of forms, for those who keep it and those who publish."""
