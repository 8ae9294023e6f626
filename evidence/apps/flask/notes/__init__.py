"""The notes application: an application factory, as Flask's tutorial has it."""

import os

from flask import Flask

from . import admin, auth, openapi, views
from .extensions import api, db, login_manager, migrate


def create_app():
    """Return the application that the environment describes."""
    app = Flask(__name__)
    app.config.from_mapping(
        SECRET_KEY=os.environ["NOTES_SECRET"],
        SQLALCHEMY_DATABASE_URI=f"sqlite:///{os.environ['NOTES_DB']}",
        SESSION_COOKIE_SAMESITE="Lax",
        **openapi.SETTINGS,
    )

    db.init_app(app)
    migrate.init_app(app, db)
    login_manager.init_app(app)
    api.init_app(app)
    api.register_blueprint(auth.blueprint)
    api.register_blueprint(views.blueprint)
    admin.init_app(app)
    return app
