from sqlalchemy.orm import Session

from app.auth import password_hash
from app.models import User


def test_register_hashes_password(client, engine):
    answer = client.post("/api/register", json={"username": "ann", "password": "correct horse"})
    assert answer.status_code == 201
    with Session(engine) as session:
        user = session.get(User, answer.json()["id"])
    assert "correct horse" not in user.password_hash
    assert password_hash.verify("correct horse", user.password_hash)


def test_login_wrong_password(client, headers):
    headers("ann")
    answer = client.post("/api/login", json={"username": "ann", "password": "wrong horse"})
    assert answer.status_code == 401
    assert "token" not in answer.json()


def test_requires_auth(client):
    assert client.get("/api/notes").status_code == 401
    assert client.post("/api/notes", json={"title": "x"}).status_code == 401


def test_create_and_get(client, headers):
    ann = headers("ann")
    answer = client.post("/api/notes", json={"title": " Milk ", "pinned": True}, headers=ann)
    note = answer.json()
    assert (note["title"], note["body"], note["pinned"]) == ("Milk", "", True)
    assert client.get(f"/api/notes/{note['id']}", headers=ann).json() == note


def test_list_paginates(client, headers):
    ann, ben = headers("ann"), headers("ben")
    for number in range(5):
        client.post("/api/notes", json={"title": f"note {number}"}, headers=ann)
    client.post("/api/notes", json={"title": "another's"}, headers=ben)
    page = client.get("/api/notes?limit=2&offset=1", headers=ann).json()
    assert [note["title"] for note in page["items"]] == ["note 3", "note 2"]
    assert page["total"] == 5


def test_patch(client, headers):
    ann = headers("ann")
    note = client.post("/api/notes", json={"title": "Milk", "body": "2 l"}, headers=ann).json()
    changed = client.patch(f"/api/notes/{note['id']}", json={"title": "Oats"}, headers=ann).json()
    assert (changed["title"], changed["body"]) == ("Oats", "2 l")
    assert changed["updated_at"] > note["updated_at"]


def test_other_user_404(client, headers):
    ann, ben = headers("ann"), headers("ben")
    note = client.post("/api/notes", json={"title": "x"}, headers=ann).json()
    address = f"/api/notes/{note['id']}"
    assert client.get(address, headers=ben).status_code == 404
    assert client.patch(address, json={"title": "y"}, headers=ben).status_code == 404
    assert client.delete(address, headers=ben).status_code == 404
    assert client.get(address, headers=ann).json()["title"] == "x"


def test_invalid_title(client, headers):
    ann = headers("ann")
    for title in ["", "   ", "x" * 201, None, 5]:
        answer = client.post("/api/notes", json={"title": title}, headers=ann)
        assert answer.status_code == 400
        assert answer.json()["extra"][0]["key"] == "title"
    assert client.get("/api/notes", headers=ann).json()["total"] == 0
