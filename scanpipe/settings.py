"""Settings that a machine may change, read from the environment (SCANPIPE_…). What the law says is in forms/."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Limits and places. Every field is documented in docs/settings.md; a test holds the two together."""

    model_config = SettingsConfigDict(env_prefix="SCANPIPE_", extra="ignore")

    forms_dir: Path = Field(
        default=Path(__file__).resolve().parents[1] / "forms",
        description="Where the catalogue of forms lies.",
    )
    max_file_mb: int = Field(default=50, ge=1, description="A larger file is refused (file.too_large).")
    max_pages: int = Field(default=200, ge=1, description="A file with more pages is refused.")
    max_megapixels: int = Field(default=80, ge=1, description="A larger picture is refused before decoding.")
    engine: str = Field(default="pytesseract", description="OCR engine: pytesseract or tesserocr.")
    ocr_timeout_s: float = Field(default=60.0, gt=0, description="An OCR call that takes longer is given up.")
    poppler_timeout_s: float = Field(default=8.0, gt=0, description="A PDF page that takes longer is given up.")
