/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Delta links, and what they lead to. */
#include "config.h"

#include "changes-fixture.h"

#include <string.h>

/**
 * changes_read:
 * @self: a test whose emulator runs
 * @target: an address, or what follows the Web API's base
 * @header: (nullable): one line
 *
 * Returns: how many rows the answer has
 */
guint
changes_read (EmulatorTest *self, const char *target, const char *header)
{
  g_assert_cmpuint (emulator_test_send (self, "GET", target, header, NULL), ==, 200);
  return json_array_get_length (json_object_get_array_member (self->answer.object, "value"));
}

/**
 * changes_get:
 * @self: a test with an answer
 * @index: a row's place
 *
 * Returns: (transfer none): the row
 */
JsonObject *
changes_get (EmulatorTest *self, guint index)
{
  return json_array_get_object_element (json_object_get_array_member (self->answer.object, "value"),
                                        index);
}

/**
 * changes_get_text:
 * @self: a test with an answer
 * @index: a row's place
 * @member: one of its columns
 *
 * Returns: (transfer none): its text
 */
const char *
changes_get_text (EmulatorTest *self, guint index, const char *member)
{
  return json_object_get_string_member (changes_get (self, index), member);
}

/**
 * changes_dup_link:
 * @self: a test with an answer
 *
 * Returns: (transfer full): its delta link
 */
char *
changes_dup_link (EmulatorTest *self)
{
  const char *link = json_object_get_string_member (self->answer.object, "@odata.deltaLink");

  g_assert_nonnull (strstr (link, "$deltatoken="));
  g_assert_false (json_object_has_member (self->answer.object, "@odata.nextLink"));
  return g_strdup (link);
}

/**
 * changes_begin:
 * @self: a test whose emulator runs
 * @target: a set
 *
 * Returns: (transfer full): the delta link after all its rows, which fit on a page
 */
char *
changes_begin (EmulatorTest *self, const char *target)
{
  changes_read (self, target, TRACK);
  return changes_dup_link (self);
}

/**
 * changes_create:
 * @self: a test whose emulator runs
 * @set: an entity set
 * @body: the row
 *
 * Returns: (transfer full): its id
 */
char *
changes_create (EmulatorTest *self, const char *set, const char *body)
{
  const char *address;

  g_assert_cmpuint (emulator_test_send (self, "POST", set, NULL, body), ==, 204);
  address = soup_message_headers_get_one (soup_message_get_response_headers (self->answer.message),
                                          "OData-EntityId");
  return g_strndup (strchr (address, '(') + 1, 36);
}

/**
 * changes_delete:
 * @self: a test whose emulator runs
 * @set: an entity set
 * @id: a row
 */
void
changes_delete (EmulatorTest *self, const char *set, const char *id)
{
  g_autofree char *target = g_strdup_printf ("%s(%s)", set, id);

  g_assert_cmpuint (emulator_test_send (self, "DELETE", target, NULL, NULL), ==, 204);
}

/**
 * changes_assert_deleted:
 * @self: a test with an answer
 * @index: the place of a row
 * @set: its entity set
 * @id: its id
 */
void
changes_assert_deleted (EmulatorTest *self, guint index, const char *set, const char *id)
{
  g_autofree char *context = g_strdup_printf ("$metadata#%s/$deletedEntity", set);

  g_assert_true (g_str_has_suffix (changes_get_text (self, index, "@odata.context"), context));
  g_assert_cmpstr (changes_get_text (self, index, "id"), ==, id);
  g_assert_cmpstr (changes_get_text (self, index, "reason"), ==, "deleted");
}
