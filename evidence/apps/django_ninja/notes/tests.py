from django.contrib.auth.models import User
from django.test import TestCase, override_settings
from ninja.testing import TestClient

from .api import api

PASSWORD = "correct horse"


# As Django's guide has it: hashing for production would be most of the tests' time.
@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
class NoteTests(TestCase):
    def setUp(self):
        self.stranger = TestClient(api)

    def sign_up(self, username):
        """Return a client that sends the token of a new user."""
        credentials = {"username": username, "password": PASSWORD}
        self.stranger.post("/api/register", json=credentials)
        token = self.stranger.post("/api/login", json=credentials).json()["token"]
        return TestClient(api, headers={"Authorization": f"Bearer {token}"})

    def test_register_hashes_password(self):
        answer = self.stranger.post("/api/register", json={"username": "ann", "password": PASSWORD})
        self.assertEqual(answer.status_code, 201)
        user = User.objects.get(id=answer.json()["id"])
        self.assertNotIn(PASSWORD, user.password)
        self.assertTrue(user.check_password(PASSWORD))

    def test_login_wrong_password(self):
        self.sign_up("ann")
        wrong = {"username": "ann", "password": "wrong horse"}
        answer = self.stranger.post("/api/login", json=wrong)
        self.assertEqual(answer.status_code, 401)
        self.assertNotIn("token", answer.json())

    def test_requires_auth(self):
        self.assertEqual(self.stranger.get("/api/notes").status_code, 401)
        self.assertEqual(self.stranger.post("/api/notes", json={"title": "x"}).status_code, 401)

    def test_create_and_get(self):
        ann = self.sign_up("ann")
        note = ann.post("/api/notes", json={"title": " Milk ", "pinned": True}).json()
        self.assertEqual((note["title"], note["body"], note["pinned"]), ("Milk", "", True))
        self.assertEqual(ann.get(f"/api/notes/{note['id']}").json(), note)

    def test_list_paginates(self):
        ann, ben = self.sign_up("ann"), self.sign_up("ben")
        for number in range(5):
            ann.post("/api/notes", json={"title": f"note {number}"})
        ben.post("/api/notes", json={"title": "another's"})
        page = ann.get("/api/notes?limit=2&offset=1").json()
        self.assertEqual([note["title"] for note in page["items"]], ["note 3", "note 2"])
        self.assertEqual(page["total"], 5)

    def test_patch(self):
        ann = self.sign_up("ann")
        note = ann.post("/api/notes", json={"title": "Milk", "body": "2 l"}).json()
        changed = ann.patch(f"/api/notes/{note['id']}", json={"title": "Oats"}).json()
        self.assertEqual((changed["title"], changed["body"]), ("Oats", "2 l"))
        self.assertGreater(changed["updated_at"], note["updated_at"])

    def test_other_user_404(self):
        ann, ben = self.sign_up("ann"), self.sign_up("ben")
        address = f"/api/notes/{ann.post('/api/notes', json={'title': 'x'}).json()['id']}"
        self.assertEqual(ben.get(address).status_code, 404)
        self.assertEqual(ben.patch(address, json={"title": "y"}).status_code, 404)
        self.assertEqual(ben.delete(address).status_code, 404)
        self.assertEqual(ann.get(address).json()["title"], "x")

    def test_invalid_title(self):
        ann = self.sign_up("ann")
        for title in ["", "   ", "x" * 201, None, 5]:
            answer = ann.post("/api/notes", json={"title": title})
            self.assertEqual(answer.status_code, 422)
            self.assertEqual(answer.json()["detail"][0]["loc"][-1], "title")
        self.assertEqual(ann.get("/api/notes").json()["total"], 0)
