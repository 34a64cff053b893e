"""Settings that a machine may change, read from the environment (SCANPIPE_…). What the law says is in forms/."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
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
    engine: str = Field(
        default="auto",
        description="OCR engine: tesserocr (in the process), pytesseract (the program), or auto: the first there is.",
    )
    ocr_timeout_s: float = Field(default=60.0, gt=0, description="An OCR call that takes longer is given up.")
    poppler_timeout_s: float = Field(default=8.0, gt=0, description="A PDF page that takes longer is given up.")

    data_dir: Path = Field(
        default=Path("scanpipe-data"),
        description="Where the service keeps its database, its sealed files and, unless a secret is given, its key.",
    )
    database_url: str | None = Field(
        default=None, description="A PostgreSQL database (postgresql+psycopg://…) instead of the SQLite file."
    )
    secret: SecretStr | None = Field(
        default=None, description="The master key, 32 bytes in hex or base64, instead of the key file."
    )
    workers: int = Field(default=2, ge=1, le=64, description="How many papers the service examines at once.")
    most_waiting_pages: int = Field(
        default=300, ge=1, description="With more pages waiting, further uploads are asked to come back later (429)."
    )
    document_memory_mb: int = Field(default=2048, ge=512, description="Memory that examining one dossier may take.")
    document_cpu_s: int = Field(default=600, ge=10, description="CPU seconds that examining one dossier may take.")
    document_wall_s: float = Field(default=300.0, gt=0, description="Time after which examining a dossier is given up.")
    sandbox: Literal["auto", "off"] = Field(
        default="auto", description="auto: papers are examined inside bubblewrap where it works; off: never."
    )
    public_url: str = Field(default="", description="The address in QR codes, if not that of the request.")
    keep_days: int = Field(default=7, ge=1, description="Days after the last activity when a check is deleted.")
    keep_draft_hours: int = Field(default=24, ge=1, description="Hours after which a check without result is deleted.")
    keep_sent_days: int = Field(default=30, ge=1, description="Days after which a check that was sent is deleted.")
    ask_consent: bool = Field(
        default=True, description="Ask for consent before the first photo; off where the law gives another ground."
    )
    center: str = Field(
        default="", max_length=80, description="Short name of the Center that checks begun here are for."
    )
    center_name: str = Field(default="", description="Name of the Center, at the head of its pages and slips.")
    second_every: int = Field(
        default=50, ge=0, description="One accepted dossier in so many is typed once more, blind; 0: none."
    )
    publish_alone: bool = Field(
        default=False, description="One person may draw up an edition and approve it, too; it is written down."
    )
    minutes_per_supplement: int | None = Field(
        default=None, ge=1, description="Minutes that a request for a supplement costs; unset: no saved time is told."
    )
    ask_instead: str = Field(
        default="", description="Codes of findings that ask instead of demanding, separated by commas."
    )
    webhook_allow: str = Field(
        default="", description="Hosts and networks of one's own that webhooks may call, separated by commas."
    )
    webhook_ca_file: Path | None = Field(
        default=None, description="Certificates (PEM) of own authorities that webhooks believe, too."
    )
    oidc_issuer: str = Field(default="", description="Address of the identity provider for officers; empty: none.")
    oidc_client_id: str = Field(default="", description="The name of this service at the identity provider.")
    oidc_client_secret: SecretStr | None = Field(default=None, description="Its secret there.")
    oidc_name: str = Field(default="", description="What the button of the identity provider says.")
    controller_name: str = Field(default="", description="Who controls the data, named in the privacy notice.")
    controller_address: str = Field(default="", description="Address of who controls the data.")
    controller_phone: str = Field(default="", description="Telephone of who controls the data.")
    help_phone: str = Field(default="", description="Telephone for help, at the foot of every page.")
