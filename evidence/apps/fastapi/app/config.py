"""What the environment says: NOTES_DB and NOTES_SECRET."""

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="NOTES_")

    db: str
    secret: str


settings = Settings()
