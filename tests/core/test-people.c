/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking people and users up. */
#include "config.h"

#include "base/herald-await.h"
#include "base/herald-error.h"
#include "core/herald-people.h"
#include "herald-test-session.h"
#include "model/herald-system-user.h"

static GPtrArray *
find (HeraldTestSession *fixture, const char *const *emails, GError **error)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  herald_people_find_async (fixture->session, emails, NULL, herald_await_cb, &await);
  return herald_people_find_finish (fixture->session, herald_await_result (&await), error);
}

static GPtrArray *
find_users (HeraldTestSession *fixture, const char *text)
{
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GError) error = NULL;
  GPtrArray *users;

  herald_people_find_users_async (fixture->session, text, NULL, herald_await_cb, &await);
  users = herald_people_find_users_finish (fixture->session, herald_await_result (&await), &error);
  g_assert_no_error (error);
  return users;
}

/* Addresses that break a query when they are not quoted and encoded. */
static void
test_addresses (HeraldTestSession *fixture, gconstpointer data)
{
  const struct
  {
    const char *email;
    guint       n_found;
    const char *first;
  } rows[] = {
    { "andrew@contosoltd.com", 1, "Andrew Dixon" },
    { "  andrew@contosoltd.com\n", 1, "Andrew Dixon" },
    { "ANDREW@contosoltd.com", 1, "Andrew Dixon" },
    { "O'Brien+x@contosoltd.com", 1, "Siobhán O'Brien" },
    { "pat+news@contosoltd.com", 1, "Pat D'Angelo" },
    { "jürgen.groß@contosoltd.com", 1, "Jürgen Groß" },
    { "r&d@contosoltd.com", 1, "Rae Dunn" },
    { "100%@contosoltd.com", 1, "Percy Hundred" },
    { "nobody@contosoltd.com", 0, NULL },
    { "lee.family@contosoltd.com", 2, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *emails[] = { rows[i].email, NULL };
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) people = find (fixture, emails, &error);

      g_test_message ("“%s”", rows[i].email);
      g_assert_no_error (error);
      g_assert_cmpuint (people->len, ==, rows[i].n_found);
      if (rows[i].first != NULL)
        g_assert_cmpstr (herald_person_get_name (people->pdata[0]), ==, rows[i].first);
    }
}

static void
test_order_of_tables (HeraldTestSession *fixture, gconstpointer data)
{
  const char *emails[] = { "maria.campbell@contosoltd.com", "andrew@contosoltd.com", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) people = find (fixture, emails, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (people->len, ==, 3);
  g_assert_cmpint (herald_person_get_table (people->pdata[0]), ==, HERALD_PERSON_CONTACT);
  g_assert_cmpint (herald_person_get_table (people->pdata[1]), ==, HERALD_PERSON_LEAD);
  g_assert_cmpstr (herald_person_get_query (people->pdata[1]), ==, emails[0]);
  g_assert_cmpstr (herald_person_get_name (people->pdata[2]), ==, "Andrew Dixon");
}

/* More at once than requests may be open. */
static void
test_many (HeraldTestSession *fixture, gconstpointer data)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) emails = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) people = NULL;

  for (guint i = 0; i < 60; i++)
    g_strv_builder_add (builder,
                        i % 2 == 0 ? "andrew@contosoltd.com" : "lee.family@contosoltd.com");
  emails = g_strv_builder_end (builder);
  people = find (fixture, (const char *const *) emails, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (people->len, ==, 30 + 60);
  g_assert_cmpstr (herald_person_get_name (people->pdata[3]), ==, "Andrew Dixon");
}

static void
test_no_address (HeraldTestSession *fixture, gconstpointer data)
{
  const char *texts[] = { "andrew", "@contosoltd.com", "a@", "a b@c.de", "", "a\xff@b.de" };
  const char *none[] = { NULL };
  g_autoptr (GError) empty = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      const char *emails[] = { "andrew@contosoltd.com", texts[i], NULL };
      g_autoptr (GError) error = NULL;

      g_assert_null (find (fixture, emails, &error));
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
    }
  g_assert_null (find (fixture, none, &empty));
  g_assert_error (empty, HERALD_ERROR, HERALD_ERROR_INVALID);
}

static void
test_by_id (HeraldTestSession *fixture, gconstpointer data)
{
  const char *emails[] = { "maria.campbell@contosoltd.com", NULL };
  g_autoptr (GPtrArray) people = find (fixture, emails, NULL);

  for (guint i = 0; i < people->len; i++)
    {
      g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
      g_autoptr (GError) error = NULL;
      g_autoptr (HeraldPerson) person = NULL;
      g_autofree char *id = g_ascii_strup (herald_person_get_id (people->pdata[i]), -1);

      herald_people_get_async (fixture->session, id, NULL, herald_await_cb, &await);
      person = herald_people_get_finish (fixture->session, herald_await_result (&await), &error);
      g_assert_no_error (error);
      g_assert_cmpint (herald_person_get_table (person), ==,
                       herald_person_get_table (people->pdata[i]));
    }
}

static void
test_by_unknown_id (HeraldTestSession *fixture, gconstpointer data)
{
  const struct
  {
    const char *id;
    HeraldError error;
  } rows[] = {
    { "12121212-1212-1212-1212-121212121212", HERALD_ERROR_NOT_FOUND },
    { "andrew", HERALD_ERROR_INVALID },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
      g_autoptr (GError) error = NULL;

      herald_people_get_async (fixture->session, rows[i].id, NULL, herald_await_cb, &await);
      g_assert_null (
        herald_people_get_finish (fixture->session, herald_await_result (&await), &error));
      g_assert_error (error, HERALD_ERROR, (gint) rows[i].error);
      g_assert_nonnull (strstr (error->message, rows[i].id));
    }
}

static void
test_users (HeraldTestSession *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) by_name = find_users (fixture, "mara");
  g_autoptr (GPtrArray) by_address = find_users (fixture, "support@contosoltd.com");
  g_autoptr (GPtrArray) by_id = NULL;
  g_autoptr (GPtrArray) nobody = find_users (fixture, "no such user's name");
  g_autoptr (GPtrArray) application = find_users (fixture, "herald-app@contosoltd.com");

  g_assert_cmpuint (by_name->len, ==, 1);
  g_assert_cmpstr (herald_system_user_get_name (by_name->pdata[0]), ==, "Mara Marketing");
  g_assert_cmpuint (by_address->len, ==, 1);
  by_id = find_users (fixture, herald_system_user_get_id (by_address->pdata[0]));
  g_assert_cmpuint (by_id->len, ==, 1);
  g_assert_cmpstr (herald_system_user_get_name (by_id->pdata[0]), ==, "Sam Support");
  g_assert_cmpuint (nobody->len, ==, 0);
  g_assert_cmpuint (application->len, ==, 0);
}

int
main (int argc, char **argv)
{
  herald_test_session_init (&argc, &argv);

#define ADD(path, func)                                                                            \
  g_test_add ("/core/people/" path, HeraldTestSession, NULL, herald_test_session_set_up, func,     \
              herald_test_session_tear_down)
  ADD ("addresses", test_addresses);
  ADD ("order-of-tables", test_order_of_tables);
  ADD ("many", test_many);
  ADD ("no-address", test_no_address);
  ADD ("by-id", test_by_id);
  ADD ("by-unknown-id", test_by_unknown_id);
  ADD ("users", test_users);
  return g_test_run ();
}
