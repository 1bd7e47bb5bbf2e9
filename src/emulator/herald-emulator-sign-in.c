/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts the parts of the sign-in together, and lets scripts take the part of people:
 * `GET /_herald/sign-in` lists who is there, `POST /_herald/sign-in/approve` answers a device code,
 * `POST /_herald/sign-in/revoke` ends somebody's refresh tokens. */
#include "config.h"

#include "emulator/herald-emulator-sign-in.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "emulator/herald-emulator-admin.h"
#include "emulator/herald-emulator-sign-in-authorize.h"
#include "emulator/herald-emulator-sign-in-device-page.h"
#include "emulator/herald-emulator-sign-in-device.h"
#include "emulator/herald-emulator-sign-in-proof.h"
#include "emulator/herald-emulator-sign-in-session.h"
#include "emulator/herald-emulator-sign-in-token.h"
#include "emulator/herald-emulator-sign-in-userinfo.h"

/* A refusal of the sign-in as the admin API tells it. */
static void
fail (HeraldEmulatorCall *call, const GError *error)
{
  g_autofree char *message = NULL;

  if (error->domain != HERALD_EMULATOR_SIGN_IN_REFUSAL)
    {
      herald_emulator_admin_fail (call, error);
      return;
    }
  message = g_strdup_printf ("AADSTS%u: %s", herald_emulator_sign_in_refusal_get_number (error),
                             error->message);
  herald_emulator_admin_refuse (call, 409, "CONFLICT", message);
}

static JsonArray *
list_clients (HeraldEmulatorSite *site)
{
  JsonArray                        *array = json_array_new ();
  const HeraldEmulatorSignInClient *client;

  for (guint i = 0; (client = herald_emulator_sign_in_clients_get (site, i)) != NULL; i++)
    {
      JsonObject *object = json_object_new ();
      JsonArray  *redirects = json_array_new ();

      for (gsize j = 0; j < G_N_ELEMENTS (client->redirects) && client->redirects[j] != NULL; j++)
        json_array_add_string_element (redirects, client->redirects[j]);
      json_object_set_string_member (object, "id", client->id);
      json_object_set_string_member (object, "name", client->name);
      json_object_set_string_member (object, "purpose", client->purpose);
      json_object_set_array_member (object, "redirectUris", redirects);
      json_array_add_object_element (array, object);
    }
  return array;
}

static JsonArray *
list_people (GPtrArray *people)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < people->len; i++)
    {
      const HeraldEmulatorSignInPerson *person = g_ptr_array_index (people, i);
      JsonObject                       *object = json_object_new ();

      json_object_set_string_member (object, "id", person->object_id);
      json_object_set_string_member (object, "userName", person->user_name);
      json_object_set_string_member (object, "name", person->name);
      json_array_add_object_element (array, object);
    }
  return array;
}

static void
list_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  g_autoptr (GPtrArray) people = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *object;

  if (!herald_emulator_admin_check (site, call))
    return;
  people = herald_emulator_sign_in_people_list (site, &error);
  if (people == NULL)
    {
      herald_emulator_admin_fail (call, error);
      return;
    }
  object = json_object_new ();
  json_object_set_array_member (object, "clients", list_clients (site));
  json_object_set_array_member (object, "users", list_people (people));
  herald_emulator_admin_respond_object (call, 200, object);
}

/* The person that “user” names; the administrator when it is absent. */
static HeraldEmulatorSignInPerson *
read_person (HeraldEmulatorSite *site, JsonObject *body, GError **error)
{
  const char *name = NULL;
  g_autoptr (GError) local_error = NULL;
  HeraldEmulatorSignInPerson *person;

  if (!herald_json_read_string (body, "user", HERALD_JSON_OPTIONAL, &name, error))
    return NULL;
  if (name == NULL)
    name = herald_emulator_site_get_setting (site, HERALD_EMULATOR_USER_OBJECT_ID);
  person = herald_emulator_sign_in_people_find (site, name, &local_error);
  if (person == NULL && local_error->domain == HERALD_EMULATOR_SIGN_IN_REFUSAL)
    g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID, "There is no user “%s”", name);
  else if (person == NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return person;
}

static void
approve (HeraldEmulatorSite *site, HeraldEmulatorCall *call, JsonObject *body)
{
  const char *user_code = NULL;
  gboolean    deny = FALSE;
  g_autoptr (HeraldEmulatorSignInPerson) person = NULL;
  g_autoptr (GError) error = NULL;

  if (!herald_json_read_string (body, "userCode", HERALD_JSON_REQUIRED, &user_code, &error) ||
      !herald_json_read_boolean (body, "deny", HERALD_JSON_OPTIONAL, &deny, &error) ||
      (person = read_person (site, body, &error)) == NULL)
    herald_emulator_admin_fail (call, error);
  else if (herald_emulator_sign_in_device_find_client (site, user_code) == NULL)
    herald_emulator_admin_refuse (call, 404, "NOT_FOUND", "No sign-in waits with this user code.");
  else if (herald_emulator_sign_in_device_decide (site, user_code, deny ? NULL : person->object_id,
                                                  &error))
    herald_emulator_call_respond (call, 204, NULL);
  else
    fail (call, error);
}

static void
approve_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  g_autoptr (JsonObject) body = NULL;

  if (!herald_emulator_admin_check (site, call))
    return;
  body = herald_emulator_admin_read_body (call);
  if (body != NULL)
    approve (site, call, body);
}

static void
revoke_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (HeraldEmulatorSignInPerson) person = NULL;
  g_autoptr (GError) error = NULL;

  if (!herald_emulator_admin_check (site, call))
    return;
  body = herald_emulator_admin_read_body (call);
  if (body == NULL)
    return;
  person = read_person (site, body, &error);
  if (person != NULL && herald_emulator_sign_in_grants_revoke (site, person->object_id, &error))
    herald_emulator_call_respond (call, 204, NULL);
  else
    herald_emulator_admin_fail (call, error);
}

static const HeraldEmulatorRoute routes[] = {
  { "GET", "/_herald/sign-in", list_cb },
  { "POST", "/_herald/sign-in/approve", approve_cb },
  { "POST", "/_herald/sign-in/revoke", revoke_cb },
};

/**
 * herald_emulator_sign_in_attach:
 * @site: the site
 *
 * **Errors:** STORE, SECRET, INVALID.
 *
 * Returns: whether people and applications can sign in
 */
gboolean
herald_emulator_sign_in_attach (HeraldEmulatorSite *site, GError **error)
{
  if (!herald_emulator_sign_in_clients_attach (site, error) ||
      !herald_emulator_sign_in_proof_attach (site, error) ||
      !herald_emulator_sign_in_grants_attach (site, error) ||
      !herald_emulator_sign_in_session_attach (site, error) ||
      !herald_emulator_sign_in_authorize_attach (site, error) ||
      !herald_emulator_sign_in_device_attach (site, error) ||
      !herald_emulator_sign_in_device_page_attach (site, error) ||
      !herald_emulator_sign_in_token_attach (site, error) ||
      !herald_emulator_sign_in_userinfo_attach (site, error))
    return FALSE;
  herald_emulator_router_add (herald_emulator_site_get_router (site), routes, G_N_ELEMENTS (routes),
                              site);
  return TRUE;
}
