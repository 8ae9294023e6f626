from django.contrib.auth.models import User
from django.test import override_settings
from rest_framework.test import APIClient, APITestCase

PASSWORD = "correct horse"


# As Django's guide has it: hashing for production would be most of the tests' time.
@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
class NoteTests(APITestCase):
    def sign_up(self, username):
        """Return a client that sends the token of a new user."""
        credentials = {"username": username, "password": PASSWORD}
        self.client.post("/api/register", credentials, format="json")
        token = self.client.post("/api/login", credentials, format="json").data["token"]
        client = APIClient()
        client.default_format = "json"
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
        return client

    def test_register_hashes_password(self):
        answer = self.client.post("/api/register", {"username": "ann", "password": PASSWORD})
        self.assertEqual(answer.status_code, 201)
        user = User.objects.get(id=answer.data["id"])
        self.assertNotIn(PASSWORD, user.password)
        self.assertTrue(user.check_password(PASSWORD))

    def test_login_wrong_password(self):
        self.sign_up("ann")
        answer = self.client.post("/api/login", {"username": "ann", "password": "wrong horse"})
        self.assertEqual(answer.status_code, 400)
        self.assertNotIn("token", answer.data)

    def test_requires_auth(self):
        self.assertEqual(self.client.get("/api/notes").status_code, 401)
        self.assertEqual(self.client.post("/api/notes", {"title": "x"}).status_code, 401)

    def test_create_and_get(self):
        ann = self.sign_up("ann")
        note = ann.post("/api/notes", {"title": " Milk ", "pinned": True}).data
        self.assertEqual((note["title"], note["body"], note["pinned"]), ("Milk", "", True))
        self.assertEqual(ann.get(f"/api/notes/{note['id']}").data, note)

    def test_list_paginates(self):
        ann, ben = self.sign_up("ann"), self.sign_up("ben")
        for number in range(5):
            ann.post("/api/notes", {"title": f"note {number}"})
        ben.post("/api/notes", {"title": "another's"})
        page = ann.get("/api/notes?limit=2&offset=1").data
        self.assertEqual([note["title"] for note in page["items"]], ["note 3", "note 2"])
        self.assertEqual(page["total"], 5)

    def test_patch(self):
        ann = self.sign_up("ann")
        note = ann.post("/api/notes", {"title": "Milk", "body": "2 l"}).data
        changed = ann.patch(f"/api/notes/{note['id']}", {"title": "Oats"}).data
        self.assertEqual((changed["title"], changed["body"]), ("Oats", "2 l"))
        self.assertGreater(changed["updated_at"], note["updated_at"])

    def test_other_user_404(self):
        ann, ben = self.sign_up("ann"), self.sign_up("ben")
        address = f"/api/notes/{ann.post('/api/notes', {'title': 'x'}).data['id']}"
        self.assertEqual(ben.get(address).status_code, 404)
        self.assertEqual(ben.patch(address, {"title": "y"}).status_code, 404)
        self.assertEqual(ben.delete(address).status_code, 404)
        self.assertEqual(ann.get(address).data["title"], "x")

    def test_invalid_title(self):
        ann = self.sign_up("ann")
        for title in ["", "   ", "x" * 201, None, ["x"]]:
            answer = ann.post("/api/notes", {"title": title})
            self.assertEqual(answer.status_code, 400)
            self.assertIn("title", answer.data)
        self.assertEqual(ann.get("/api/notes").data["total"], 0)
