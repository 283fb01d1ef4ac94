"""One's own account: who one is here, for whom one acts, the password, where one is signed in."""

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from qyzmet import context
from qyzmet.audit import service as audit
from qyzmet.database import db
from qyzmet.forms.binding import bind_post
from qyzmet.identity import masked
from qyzmet.people.accounts import caller, forms, mailed_links, passwords, second_factor, sessions, throttling, tokens
from qyzmet.people.accounts.credentials import UserSession
from qyzmet.people.accounts.pages import password_is_right, shown, too_many, wrong_password
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import ROLE_TITLES
from qyzmet.web.languages import NAMES, current_language
from qyzmet.web.local_paths import local_or


def index() -> ResponseReturnValue:
    """What is kept of the user, and where it can be changed."""
    who = caller.signed_in()
    actor = context.actor()
    chosen = actor.organisation.id if actor.organisation is not None else None
    organisations = []
    for organisation in {m.organisation_id: m.organisation for m in actor.memberships}.values():
        roles = [_(ROLE_TITLES[role]) for role in sorted(actor.roles_in(organisation.id))]
        organisations.append(
            {
                "bin": organisation.bin,
                "name": organisation.name(current_language()),
                "roles": ", ".join(roles),
                "chosen": organisation.id == chosen,
            }
        )
    return render_template(
        "account/index.html",
        user=who.user,
        iin=masked(who.user.iin),
        language=NAMES[who.user.language],
        organisations=organisations,
        second_factor=second_factor.is_set_up(who.user),
        codes_left=second_factor.codes_left(who.user),
        sessions=len(sessions.open_sessions(who.user)),
        tokens=len(tokens.of(who.user)),
    )


def sign_out() -> ResponseReturnValue:
    """Sign this browser out."""
    caller.leave()
    db.session.commit()
    flash(_("You are signed out."), "success")
    return redirect(url_for("sign_in.sign_in"), 303)


def language() -> ResponseReturnValue:
    """Choose the language of pages and mails."""
    user = caller.signed_in().user
    if request.method == "GET":
        return shown("account/language.html", forms.Language(data={"language": user.language}))
    form = bind_post(forms.Language, request.form)
    if not form.validate():
        return shown("account/language.html", form)
    before, user.language = user.language, form.language.data
    if before != user.language:
        audit.record(
            "change_language",
            chain=sessions.chain_of(user),
            subject=user.public_id,
            before={"language": before},
            after={"language": user.language},
        )
    session[caller.LANGUAGE] = user.language
    db.session.commit()
    return redirect(url_for("account.index"), 303)


def organisation() -> ResponseReturnValue:
    """Choose the organisation acted for, among those in which one has a role today."""
    who = caller.signed_in()
    wanted = request.form.get("bin", "")
    chosen = next((m.organisation for m in context.actor().memberships if m.organisation.bin == wanted), None)
    if chosen is None:
        abort(403)
    who.session.organisation_id = chosen.id
    context.set_actor(context.actor_of(who.user, chosen))
    audit.record(
        "choose_organisation", chain=sessions.chain_of(who.user), subject=who.user.public_id, after={"bin": chosen.bin}
    )
    db.session.commit()
    flash(_("You act for this organisation now: %(name)s", name=chosen.name(current_language())), "success")
    return redirect(local_or(request.form.get("next"), url_for("account.index")), 303)


def password() -> ResponseReturnValue:
    """Change the password; other browsers are signed out."""
    who = caller.signed_in()
    if request.method == "GET":
        return shown("account/password.html", forms.ChangePassword(), email=who.user.email)
    form = bind_post(forms.ChangePassword, request.form)
    form.email = who.user.email
    if form.validate():
        try:
            right = password_is_right(who.user, form.current.data)
        except throttling.TooMany as refused:
            return too_many(refused)
        if right:
            new_hash = passwords.hash_of(form.password.data)
            passwords.change(who.user, new_hash, keep=who.session)
            mailed_links.drop(mailed_links.Purpose.PASSWORD_RESET, who.user)
            mailed_links.tell_password_changed(who.user)
            db.session.commit()
            flash(_("The password is changed. Other browsers were signed out."), "success")
            return redirect(url_for("account.index"), 303)
        form.current.errors = [wrong_password()]
    return shown("account/password.html", form, email=who.user.email)


def sessions_list() -> ResponseReturnValue:
    """Where one is signed in."""
    who = caller.signed_in()
    return render_template("account/sessions.html", rows=sessions.open_sessions(who.user), current=who.session)


def end_session(number: int) -> ResponseReturnValue:
    """Sign one other browser out."""
    who = caller.signed_in()
    found = db.session.get(UserSession, number)
    if found is None or found.user_id != who.user.id:
        abort(404)
    if found.id == who.session.id:
        return sign_out()
    sessions.end(found)
    db.session.commit()
    flash(_("That browser is signed out."), "success")
    return redirect(url_for("account.sessions_list"), 303)


def end_other_sessions() -> ResponseReturnValue:
    """Sign every other browser out."""
    who = caller.signed_in()
    sessions.end_all(who.user, who.session)
    db.session.commit()
    flash(_("All other browsers are signed out."), "success")
    return redirect(url_for("account.sessions_list"), 303)
