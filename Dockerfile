# The portal as one image: web, worker, beat and the one-shot preparation differ only in their command.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PIP_NO_CACHE_DIR=1 \
    DJANGO_SETTINGS_MODULE=config.settings.production \
    STATIC_ROOT=/app/staticfiles \
    DATA_DIR=/data

RUN useradd --system --create-home --uid 10001 portal && mkdir /data && chown portal /data
WORKDIR /app

COPY requirements.txt constraints.txt ./
RUN pip install --only-binary :all: -r requirements.txt

COPY . .
# Collecting needs settings but no secret that lives on: these are thrown away with the layer's shell.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
    ALLOWED_HOSTS=build.invalid DATABASE_URL=postgres:///build \
    python manage.py collectstatic --noinput --verbosity 0

USER portal
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--threads", "2", "--preload", \
     "--no-control-socket", "--access-logfile", "-"]
