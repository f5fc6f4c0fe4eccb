"""What is missing or unsafe in a production environment, one sentence each."""

from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

LEAST_KEY_LENGTH = 50
LEAST_PASSWORD_LENGTH = 12
TRUE = {"1", "true", "yes", "on", "y", "t"}


def problems(environ: Mapping[str, str]) -> list[str]:
    """Every reason not to start with this environment; empty when it is fit for production."""
    found = [
        *secret_key(environ.get("SECRET_KEY", "")),
        *allowed_hosts(environ.get("ALLOWED_HOSTS", "")),
        *database(environ.get("DATABASE_URL", "")),
        *redis(environ.get("REDIS_URL", "")),
        *origins(environ.get("CSRF_TRUSTED_ORIGINS", "")),
    ]
    for name in ("DEBUG", "DEMO_ALLOWED"):
        if environ.get(name, "").lower() in TRUE:
            found.append(
                f"{name} is on: remove it, production neither shows its insides nor carries demo data."
            )
    return found


def secret_key(key: str) -> list[str]:
    advice = "set it to the output of `python3 -c 'import secrets; print(secrets.token_urlsafe(50))'`."
    if not key:
        return [f"SECRET_KEY is missing: {advice}"]
    if len(key) < LEAST_KEY_LENGTH or len(set(key)) < 10 or "insecure" in key or "development" in key:
        return [f"SECRET_KEY can be guessed: {advice}"]
    return []


def allowed_hosts(text: str) -> list[str]:
    hosts = [host.strip() for host in text.split(",") if host.strip()]
    if not hosts:
        return ["ALLOWED_HOSTS is missing: set it to the portal's own host names, separated by commas."]
    if any(host in {"*", "."} or host.startswith("*") for host in hosts):
        return ["ALLOWED_HOSTS allows every host: name the portal's own host names only."]
    return []


def database(address: str) -> list[str]:
    if not address:
        return ["DATABASE_URL is missing: set it to postgres://user:password@host:5432/name."]
    parts = urlsplit(address)
    if parts.scheme not in {"postgres", "postgresql", "pgsql"}:
        return [
            f"DATABASE_URL names {parts.scheme or 'no'} database: the portal needs PostgreSQL (postgres://…)."
        ]
    # An address without a host is a Unix socket, where the system says who is asking.
    if parts.hostname and len(unquote(parts.password or "")) < LEAST_PASSWORD_LENGTH:
        return [
            f"DATABASE_URL has a weak password: give that user one of {LEAST_PASSWORD_LENGTH} characters or more."
        ]
    return []


def redis(address: str) -> list[str]:
    if address and urlsplit(address).scheme not in {"redis", "rediss", "unix"}:
        return ["REDIS_URL is no Redis address: set it to redis://:password@host:6379/0, or remove it."]
    return []


def origins(text: str) -> list[str]:
    if any(not origin.strip().startswith("https://") for origin in text.split(",") if origin.strip()):
        return ["CSRF_TRUSTED_ORIGINS names an address without https: passwords would travel in the clear."]
    return []
