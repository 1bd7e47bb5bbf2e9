/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Web API as a client meets it. */
#include "config.h"

#include "emulator-fixture.h"

static void
test_who_am_i (void)
{
  g_auto (EmulatorFixture) fixture = { NULL };
  g_auto (EmulatorAnswer) answer = { 0 };

  emulator_fixture_start (&fixture, NULL, "small");
  emulator_fixture_read (&fixture, "WhoAmI", &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  g_assert_cmpstr (json_object_get_string_member (answer.object, "UserId"), ==,
                   emulator_fixture_get (&fixture, "userId"));
  g_assert_cmpstr (json_object_get_string_member (answer.object, "OrganizationId"), ==,
                   emulator_fixture_get (&fixture, "organizationId"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/dataverse/who-am-i", test_who_am_i);
  return g_test_run ();
}
