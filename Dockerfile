# syntax=docker/dockerfile:1
FROM python:3.13-slim-bookworm AS base
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PATH=/opt/venv/bin:$PATH
WORKDIR /srv/portail

FROM base AS paquets
RUN python -m venv /opt/venv
COPY requirements/base.txt /tmp/base.txt
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /tmp/base.txt

# The demonstration's settings, which need no secret, are enough to gather files; then it goes away.
FROM paquets AS portail
COPY . .
RUN REPERTOIRE_DONNEES=/tmp/donnees python manage.py collectstatic --noinput --verbosity 0 \
 && rm -rf /tmp/donnees demonstration templates/demonstration

FROM base
RUN apt-get update \
 && apt-get install --yes --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin portail \
 && install --directory --owner portail --mode 700 /var/lib/portail
COPY --from=paquets /opt/venv /opt/venv
COPY --from=portail /srv/portail /srv/portail
ENV MODE=production REPERTOIRE_DONNEES=/var/lib/portail XDG_CACHE_HOME=/tmp
USER portail
VOLUME /var/lib/portail
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["python", "-c", "import os; from urllib.request import Request, urlopen; hote = os.environ['ALLOWED_HOSTS'].split(',')[0].lstrip('.'); urlopen(Request('http://127.0.0.1:8000/sante/pret', headers={'Host': hote}), timeout=4)"]
CMD ["gunicorn", "carpimko_portal.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--access-logfile", "-"]
