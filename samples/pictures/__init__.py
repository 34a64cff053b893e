"""How a paper becomes a picture: scanners, copiers, fax, phones; mild damage and damage that has to be refused."""
