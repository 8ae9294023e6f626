"""Admin pages for notes, and the command that makes an administrator."""

import os

import click
from flask import flash, redirect, url_for
from flask.cli import with_appcontext
from flask_admin import Admin, AdminIndexView, expose
from flask_admin.contrib.sqla import ModelView
from flask_admin.form import SecureForm
from flask_admin.menu import MenuLink
from flask_login import current_user, login_user, logout_user
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired

from .auth import find_user
from .extensions import db
from .models import Note, User


def is_admin():
    return current_user.is_authenticated and current_user.is_admin


class LoginForm(FlaskForm):
    username = StringField(validators=[DataRequired()])
    password = PasswordField(validators=[DataRequired()])


class IndexView(AdminIndexView):
    @expose("/")
    def index(self):
        return super().index() if is_admin() else redirect(url_for(".login"))

    @expose("/login", methods=["GET", "POST"])
    def login(self):
        form = LoginForm()
        if form.validate_on_submit():
            user = find_user(form.username.data, form.password.data)
            if user and user.is_admin:
                login_user(user)
                return redirect(url_for(".index"))
            flash("Wrong name or password, or not an administrator.", "error")
        return self.render("admin/login.html", form=form)

    @expose("/logout")
    def logout(self):
        logout_user()
        return redirect(url_for(".login"))


class NoteView(ModelView):
    form_base_class = SecureForm
    can_create = False
    column_list = ["title", "owner", "pinned", "created_at"]
    column_default_sort = [("created_at", True), ("id", True)]
    column_searchable_list = ["title"]
    form_columns = ["title", "body", "pinned"]

    def is_accessible(self):
        return is_admin()

    def inaccessible_callback(self, name, **kwargs):
        return redirect(url_for("admin.login"))


@click.command("create-admin")
@with_appcontext
@click.argument("username")
def create_admin(username):
    """Make an administrator; the password is in NOTES_ADMIN_PASSWORD."""
    user = User(username=username, is_admin=True)
    user.set_password(os.environ["NOTES_ADMIN_PASSWORD"])
    db.session.add(user)
    db.session.commit()


def init_app(app):
    # Flask-Admin keeps its views: made anew for each application.
    admin = Admin(app, name="Notes", index_view=IndexView())
    admin.add_view(NoteView(Note, db))
    admin.add_link(MenuLink("Log out", endpoint="admin.logout"))
    app.cli.add_command(create_admin)
