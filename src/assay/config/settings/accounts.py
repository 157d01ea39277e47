"""Settings of sign-in, sessions and passwords; `base` takes them over as they are."""

# What `base` needs to know to seat allauth. Its applications come after ours, so that our templates are found first.
ACCOUNT_APPS = ["allauth", "allauth.account"]
ACCOUNT_BACKENDS = ["assay.modules.identity.pages.backend.Backend"]
ACCOUNT_MIDDLEWARE = ["allauth.account.middleware.AccountMiddleware"]
ACCOUNT_CONTEXT = ["assay.modules.identity.pages.menu.places"]

AUTH_USER_MODEL = "identity.Person"
AUTHENTICATION_BACKENDS = ACCOUNT_BACKENDS
# The address is unique by an index over its keyed hash, which this check does not see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]

# The first one makes new hashes. Its numbers are OWASP's second choice for Argon2id: memory enough to hurt a
# graphics card and little enough that twenty sign-ins a second leave two processors room for everybody else.
PASSWORD_HASHERS = ["assay.modules.identity.providers.hashing.Argon2id"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "assay.modules.identity.providers.passwords.LongestPassword"},
    {"NAME": "assay.modules.identity.queries.passwords.HardToGuess"},
    {"NAME": "assay.modules.identity.queries.passwords.NotUsedLately"},
]

# In the database alone. A copy in a cache that may lose a deletion would bring a session back that was signed out
# while the cache was away; and so losing Valkey signs nobody out either. How long a session lives is decided there, by
# what its person may do (SESSION_LIMITS in the environment); the cookie only has to outlive the longest.
SESSION_ENGINE = "assay.modules.identity.services.session_store"
SESSION_COOKIE_AGE = 30 * 24 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# Tells a browser again after its session has ended: the longest that browsers keep a cookie.
DEVICE_COOKIE_NAME = "device"
DEVICE_COOKIE_AGE = 400 * 24 * 60 * 60

SIGN_IN_PATHS = ("/accounts/",)  # what is posted there is limited by network as signing in
# What somebody of the staff may be shown as somebody else sees it, by name of the page: the product's own pages, and
# nothing of an account, its keys, its sessions or its downloads. A page that is not named here stays closed.
IMPERSONATION_PAGES = frozenset(
    {
        *("ideas:home", "ideas:list", "ideas:notes", "ideas:note", "ideas:actions"),
        *("validation:idea", "validation:plan", "validation:history", "validation:run", "validation:run_changes"),
        *("validation:evidence", "validation:wizard"),
        *("discovery:start", "discovery:run", "founders:profile", "reports:show", "identity:workspace"),
        *("content:landing", "content:method", "reports:sample"),
    }
)

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/app/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "assay.modules.identity.pages.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "add_email": "assay.modules.identity.forms.account.ChangeEmail",
    "change_password": "assay.modules.identity.forms.account.ChangePassword",
    "login": "assay.modules.identity.forms.account.SignIn",
    "reauthenticate": "assay.modules.identity.forms.account.Reauthenticate",
    "reset_password": "assay.modules.identity.forms.account.AskForReset",
    "reset_password_from_key": "assay.modules.identity.forms.account.ResetPassword",
    "set_password": "assay.modules.identity.forms.account.SetPassword",
    "signup": "assay.modules.identity.forms.account.SignUp",
}

ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 3
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
_RESET_LINKS = "assay.modules.identity.providers.addresses.ResetTokens"
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = _RESET_LINKS
PASSWORD_RESET_TIMEOUT = 60 * 60

# How long, in seconds, the owner can object before a lost second factor is taken off, and the least it takes when an
# owner or admin of a shared workspace vouches.
FACTOR_RECOVERY_WAIT = 72 * 60 * 60
FACTOR_RECOVERY_VOUCHED_WAIT = 4 * 60 * 60

# By account; the limits by network address stand beside the addresses (identity.pages.urls).
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": None,  # identity.services.lockout counts these
    "signup": None,
    "reset_password": "5/h/key",
    "reset_password_from_key": None,
    "confirm_email": "1/60s/key",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "reauthenticate": "10/m/user",
}
