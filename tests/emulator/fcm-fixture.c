/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends to FCM and reads what it refuses. */
#include "config.h"

#include "fcm-fixture.h"

void
fcm_fixture_send (PushFixture    *fixture,
                  const char     *project,
                  const char     *access_token,
                  const char     *body,
                  EmulatorAnswer *answer)
{
  g_autofree char  *path = g_strdup_printf ("/v1/projects/%s/messages:send", project);
  g_autofree char  *authorization = access_token != NULL
                                      ? g_strconcat ("Authorization: Bearer ", access_token, NULL)
                                      : g_strdup ("Authorization: ");
  const char *const headers[] = { authorization, NULL };

  push_fixture_post (fixture, path, headers, body, answer);
}

guint
fcm_fixture_count (PushFixture *fixture, const char *phone)
{
  g_autofree char *path = g_strdup_printf ("phones/%s/notifications", phone);
  g_autoptr (JsonNode) list = push_fixture_admin (fixture, "GET", path, NULL, 200);

  return json_array_get_length (json_node_get_array (list));
}

JsonObject *
fcm_fixture_find_detail (EmulatorAnswer *answer, const char *type)
{
  JsonObject *error = json_object_get_object_member (answer->object, "error");
  JsonArray  *details = json_object_has_member (error, "details")
                          ? json_object_get_array_member (error, "details")
                          : NULL;

  for (guint i = 0; details != NULL && i < json_array_get_length (details); i++)
    {
      JsonObject *detail = json_array_get_object_element (details, i);

      if (g_str_has_suffix (json_object_get_string_member (detail, "@type"), type))
        return detail;
    }
  return NULL;
}

void
fcm_fixture_assert_error (EmulatorAnswer *answer,
                          guint           status,
                          const char     *code,
                          const char     *error_code)
{
  JsonObject *error;
  JsonObject *detail;

  g_assert_cmpuint (answer->status, ==, status);
  error = json_object_get_object_member (answer->object, "error");
  g_assert_cmpint (json_object_get_int_member (error, "code"), ==, status);
  g_assert_cmpstr (json_object_get_string_member (error, "status"), ==, code);
  detail = fcm_fixture_find_detail (answer, "google.firebase.fcm.v1.FcmError");
  g_assert_cmpstr (detail != NULL ? json_object_get_string_member (detail, "errorCode") : NULL, ==,
                   error_code);
}

void
fcm_fixture_assert_field (EmulatorAnswer *answer, const char *field)
{
  JsonObject *detail = fcm_fixture_find_detail (answer, "google.rpc.BadRequest");
  JsonArray  *violations;

  g_assert_nonnull (detail);
  violations = json_object_get_array_member (detail, "fieldViolations");
  g_assert_cmpuint (json_array_get_length (violations), ==, 1);
  g_assert_cmpstr (json_object_get_string_member_with_default (
                     json_array_get_object_element (violations, 0), "field", ""),
                   ==, field);
}
