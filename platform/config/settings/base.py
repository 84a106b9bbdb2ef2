"""Settings that development, tests and production share."""

from pathlib import Path

import django
from django.core.exceptions import ImproperlyConfigured

from config import environment
from config.logs import logging_config

BASE_DIR = environment.BASE_DIR
VAR_DIR = environment.var_dir()
DEBUG = False

# Where things are -----------------------------------------------------------------------------------------------

DATABASES = {"default": environment.database(environment.text("DATABASE_URL", "postgres://union_login@/union"))}
REDIS_URL = environment.text("REDIS_URL", "redis://localhost:6379/0")
CACHE_URL = environment.text("CACHE_URL", REDIS_URL)
MEDIA_ROOT = Path(environment.text("MEDIA_ROOT", str(VAR_DIR / "media")))
FONT_DIR = environment.text("FONT_DIR")
STATIC_URL = "/static/"
STATIC_ROOT = Path(environment.text("STATIC_ROOT", str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "platform/frontend/dist"]
STORAGES = {
    "default": {"BACKEND": "files.storage.PrivateStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Floors ---------------------------------------------------------------------------------------------------------

BOTH_APPS = ["django.contrib.sessions", "accounts", "audit", "files", "jobs"]
SHARED_APPS = [
    "config",
    "core",
    "tenants",
    "django_tenants",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_linear_migrations",
    "rest_framework",
    "drf_spectacular",
    *BOTH_APPS,
    "district.home",
    "district.collection",
    "district.review",
    "dashboards",
]
TENANT_APPS = [
    *BOTH_APPS,
    "schools.mail",
    "schools.members",
    "schools.plans",
    "schools.calendar",
    "schools.records",
    "schools.home",
]
INSTALLED_APPS = [*SHARED_APPS, *(app for app in TENANT_APPS if app not in SHARED_APPS)]

DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TENANT_MODEL = "tenants.School"
TENANT_DOMAIN_MODEL = "tenants.Domain"
TENANT_LIMIT_SET_CALLS = True
TEMPLATE_SCHEMA = "tpl_7f3a9c1e"

# Requests -------------------------------------------------------------------------------------------------------

ROOT_URLCONF = "config.urls_district"
SCHOOL_URLCONF = "config.urls_school"
WSGI_APPLICATION = "config.wsgi.application"
ALLOWED_HOSTS = environment.items("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
PUBLIC_URL = environment.text("PUBLIC_URL", "http://127.0.0.1:8000")
TRUSTED_PROXIES = int(environment.text("TRUSTED_PROXIES", "0"))
DISTRICT_NAME = environment.text("DISTRICT_NAME", "青禾区教育工会")
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.content_security_policy",
    "core.middleware.announce_styles",
    "tenants.middleware.mount_school",
    "django_structlog.middlewares.RequestMiddleware",
    "accounts.middleware.MountedSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.middleware.identify_actor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.guard_views",
    "core.middleware.answer_domain_errors",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "builtins": ["core.templatetags.ui"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "config.navigation.frame",
            ],
            "loaders": [
                ("django.template.loaders.cached.Loader", ["django.template.loaders.filesystem.Loader"]),
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "jinja",
        "DIRS": [BASE_DIR / "templates/jinja", Path(django.__file__).parent / "forms/jinja2"],
        "OPTIONS": {"environment": "core.jinja.environment"},
    },
]
FORM_RENDERER = "core.forms.UnionFormRenderer"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
MAX_UPLOAD_BYTES = 20 * 1024 * 1024

# People ---------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.authentication.AnyNameBackend"]
PASSWORD_HASHERS = [
    "accounts.hashers.LeanArgon2Hasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.passwords.ThreeOfFourClassesValidator"},
    {"NAME": "accounts.passwords.NotOneselfValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "core.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECRET_KEY = environment.text("SECRET_KEY")

# Mail; without EMAIL_URL none is tried ----------------------------------------------------------------------------

_MAIL = environment.mail(environment.text("EMAIL_URL"))
SENDS_MAIL = bool(_MAIL)
globals().update(_MAIL)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = environment.text("EMAIL_FROM")
if SENDS_MAIL and not DEFAULT_FROM_EMAIL:
    _message = "设置了 EMAIL_URL，还要用 EMAIL_FROM 写明发件地址。"
    raise ImproperlyConfigured(_message)

# Work for later -------------------------------------------------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 1800
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": CACHE_URL,
        "KEY_FUNCTION": "tenants.cache.school_key",
    },
}

# Programs that ask (JSON) ----------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["core.rest_access.PlaceAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": [],  # accounts.middleware.guard_views decides, as for pages
    "DEFAULT_THROTTLE_CLASSES": ["core.rest_access.PlaceThrottle"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser", "rest_framework.parsers.MultiPartParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "core.rest.answer_problem",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "工会工作平台数据接口",
    "VERSION": "1",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": True,
    "AUTHENTICATION_WHITELIST": [],
    "APPEND_COMPONENTS": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    "SECURITY": [{"token": []}],
}

# Words and times ------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
LOGGING_CONFIG = None
LOGGING = logging_config(json=True)
