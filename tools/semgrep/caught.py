# mypy: ignore-errors
"""What the rules in python.yml catch, and what they let through. `semgrep scan --test` reads the marks."""


def compare(token, digest, given):
    # ruleid: secret-compared-by-equals
    if token.reveal() == given:
        return True
    # ruleid: secret-compared-by-equals
    if digest.hexdigest() == given:
        return True
    # ok: secret-compared-by-equals
    return secrets.compare_digest(token.reveal(), given)


def note(email):
    # ruleid: revealed-into-a-log
    log.info("signed up", email=email.reveal())
    # ruleid: revealed-into-a-log
    log.info(f"signed up {email.reveal()}")
    # ok: revealed-into-a-log
    log.info("signed up", email=email)


def onwards(request):
    # ruleid: redirect-to-what-was-sent
    return redirect(request.GET["next"])


def home(request):
    # ok: redirect-to-what-was-sent
    return redirect("/app/")


def checked(request):
    # ok: redirect-to-what-was-sent
    return redirect(local_path(request.GET["next"]))


def show(request):
    # ruleid: sent-text-taken-for-markup
    return mark_safe("<b>" + request.GET["name"] + "</b>")


def escaped(request):
    # ok: sent-text-taken-for-markup
    return format_html("<b>{}</b>", request.GET["name"])


def phrase(request):
    # ruleid: sent-text-taken-for-a-format
    first = request.POST["greeting"].format(person)
    # ruleid: sent-text-taken-for-a-format
    second = Template(request.GET["page"])
    # ok: sent-text-taken-for-a-format
    return first, second, "{}".format(request.POST["name"])


def whence(request):
    # ruleid: proxy-header-read-by-hand
    first = request.headers.get("X-Forwarded-For", "")
    # ruleid: proxy-header-read-by-hand
    second = request.META["REMOTE_ADDR"]
    # ok: proxy-header-read-by-hand
    return address(request), first, second


def call(session, context):
    # ruleid: certificate-not-checked
    session.get("https://example.org", verify=False)
    # ruleid: certificate-not-checked
    context.check_hostname = False
    # ok: certificate-not-checked
    session.get("https://example.org")
