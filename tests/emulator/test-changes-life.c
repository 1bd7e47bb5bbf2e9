/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long changes are known: over a restart, a restored snapshot and a reset, and within bounds.
 */
#include "config.h"

#include "changes-fixture.h"
#include "emulator/herald-emulator-stable-id.h"
#include "emulator/herald-emulator-tombstones.h"
#include "herald-test-dir.h"

#include <string.h>

#define CONTACTS "contacts?$select=lastname"
#define DAY_SECONDS ((gint64) 24 * 60 * 60)
#define EXPIRED "0x80044352"

typedef EmulatorTest Fixture;

/* In a folder, or in memory when there is none. */
typedef struct
{
  Fixture base;
  char   *dir; /* (owned) */
} Life;

static void
life_start (Life *self)
{
  emulator_fixture_start (&self->base.base, self->dir, "small");
}

static void
life_stop (Life *self)
{
  emulator_answer_clear (&self->base.answer);
  emulator_fixture_stop (&self->base.base);
}

static void
set_up (Life *self, gconstpointer data)
{
  self->dir = herald_test_dir_new ();
  life_start (self);
}

static void
tear_down (Life *self, gconstpointer data)
{
  life_stop (self);
  herald_test_dir_remove (self->dir);
  g_free (self->dir);
}

/* Returns: (transfer full): a link that leads to the emulator at another port, too */
static char *
begin (Fixture *self, const char *target)
{
  static const char base[] = "/api/data/v9.2/";
  g_autofree char  *link = changes_begin (self, target);

  return g_strdup (strstr (link, base) + strlen (base));
}

static void
admin (Fixture *self, const char *path, const char *body, guint status)
{
  g_autofree char *target = g_strconcat ("/_herald/", path, NULL);

  g_assert_cmpuint (emulator_test_send (self, "POST", target, NULL, body), ==, status);
}

static void
assert_expired (Fixture *self, const char *link)
{
  emulator_test_send (self, "GET", link, NULL, NULL);
  emulator_answer_assert_error (&self->answer, 400, EXPIRED, "full sync");
}

/* The row that had the last version is gone, and a failed write took numbers: neither makes a later
 * change look like an older one. */
static void
test_restart (Life *self, gconstpointer data)
{
  g_autofree char *gone = herald_emulator_stable_id ("contact", "3");
  g_autofree char *first = begin (&self->base, CONTACTS);
  g_autofree char *last = changes_create (&self->base, "contacts", "{\"lastname\":\"Last\"}");
  g_autofree char *second = NULL;
  g_autofree char *again = NULL;

  changes_delete (&self->base, "contacts", gone);
  changes_delete (&self->base, "contacts", last);
  for (int i = 0; i < 3; i++)
    emulator_test_send (&self->base, "POST", "contacts/Microsoft.Dynamics.CRM.CreateMultiple", NULL,
                        "{\"Targets\":[{\"@odata.type\":\"Microsoft.Dynamics.CRM.contact\","
                        "\"lastname\":\"x\"},{\"@odata.type\":\"Microsoft.Dynamics.CRM.contact\","
                        "\"nosuch\":1}]}");
  second = begin (&self->base, CONTACTS);
  life_stop (self);
  life_start (self);
  again = changes_create (&self->base, "contacts", "{\"lastname\":\"Again\"}");
  g_assert_cmpuint (changes_read (&self->base, second, NULL), ==, 1);
  g_assert_cmpstr (changes_get_text (&self->base, 0, "contactid"), ==, again);
  g_assert_cmpuint (changes_read (&self->base, first, NULL), ==, 3);
  changes_assert_deleted (&self->base, 1, "contacts", gone);
  changes_assert_deleted (&self->base, 2, "contacts", last);
}

/* A folder of a version without change tracking. */
static void
test_older_folder (Life *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->dir, "emulator.sqlite", NULL);
  g_autofree char *old = begin (&self->base, CONTACTS);
  g_autofree char *link = NULL;
  g_autofree char *id = NULL;
  g_autoptr (HeraldEmulatorDb) db = NULL;
  g_autoptr (GError) error = NULL;

  life_stop (self);
  db = herald_emulator_db_open (path, &error);
  g_assert_no_error (error);
  herald_emulator_db_execute (db,
                              "DROP TABLE tracking_epoch; DROP TABLE deleted_row;"
                              "DROP TABLE forgotten_change",
                              &error);
  g_assert_no_error (error);
  g_assert_true (herald_emulator_db_commit (db, NULL));
  g_clear_object (&db);
  life_start (self);
  assert_expired (&self->base, old);
  link = begin (&self->base, CONTACTS);
  id = herald_emulator_stable_id ("contact", "3");
  changes_delete (&self->base, "contacts", id);
  g_assert_cmpuint (changes_read (&self->base, link, NULL), ==, 1);
}

/* Who knew what was saved goes on from there; who knew what came after it does not, also when the
 * versions are as high again. */
static void
test_snapshot (Life *self, gconstpointer data)
{
  g_autofree char *id = herald_emulator_stable_id ("contact", "3");
  g_autofree char *other = herald_emulator_stable_id ("contact", "4");
  g_autofree char *first = begin (&self->base, CONTACTS);
  g_autofree char *leads = NULL;
  g_autofree char *after = NULL;

  changes_delete (&self->base, "contacts", id);
  admin (&self->base, "snapshots/one", NULL, 201);
  changes_delete (&self->base, "contacts", other);
  after = begin (&self->base, CONTACTS);
  leads = begin (&self->base, "leads?$select=lastname");
  admin (&self->base, "snapshots/one/restore", NULL, 204);
  assert_expired (&self->base, after);
  for (int i = 0; i < 5; i++)
    g_free (changes_create (&self->base, "contacts", "{\"lastname\":\"Later\"}"));
  assert_expired (&self->base, after);
  g_assert_cmpuint (changes_read (&self->base, leads, NULL), ==, 0);
  g_assert_cmpuint (changes_read (&self->base, first, NULL), ==, 6);
  changes_assert_deleted (&self->base, 5, "contacts", id);
  life_stop (self);
  life_start (self);
  assert_expired (&self->base, after);
  g_assert_cmpuint (changes_read (&self->base, first, NULL), ==, 6);
}

static void
test_reset (Life *self, gconstpointer seed)
{
  g_autofree char *body = g_strdup_printf ("{\"seed\":\"%s\"}", (const char *) seed);
  g_autofree char *id = herald_emulator_stable_id ("contact", "3");
  g_autofree char *old = begin (&self->base, CONTACTS);
  g_autofree char *link = NULL;

  changes_delete (&self->base, "contacts", id);
  admin (&self->base, "reset", body, 204);
  assert_expired (&self->base, old);
  link = begin (&self->base, "accounts?$select=name");
  g_assert_cmpuint (changes_read (&self->base, link, NULL), ==, 0);
}

/* Other tables go on. */
static void
test_reset_of_tables (Life *self, gconstpointer data)
{
  g_autofree char *id = herald_emulator_stable_id ("contact", "3");
  g_autofree char *contacts = begin (&self->base, CONTACTS);
  g_autofree char *leads = begin (&self->base, "leads?$select=lastname");
  g_autofree char *link = NULL;

  changes_delete (&self->base, "contacts", id);
  admin (&self->base, "reset", "{\"tables\":[\"contacts\"]}", 204);
  assert_expired (&self->base, contacts);
  g_assert_cmpuint (changes_read (&self->base, leads, NULL), ==, 0);
  link = begin (&self->base, CONTACTS);
  changes_delete (&self->base, "contacts", id);
  g_assert_cmpuint (changes_read (&self->base, link, NULL), ==, 1);
}

/* A table without changes is not behind because another one has many. */
static void
test_seven_days (Life *self, gconstpointer data)
{
  g_autofree char *id = herald_emulator_stable_id ("contact", "3");
  g_autofree char *other = herald_emulator_stable_id ("contact", "4");
  g_autofree char *old = begin (&self->base, CONTACTS);
  g_autofree char *day = g_strdup_printf ("{\"advanceSeconds\":%" G_GINT64_FORMAT "}", DAY_SECONDS);
  g_autofree char *leads = NULL;

  changes_delete (&self->base, "contacts", id);
  for (int i = 0; i < 6; i++)
    admin (&self->base, "clock", day, 200);
  leads = begin (&self->base, "leads?$select=lastname");
  g_assert_cmpuint (changes_read (&self->base, old, NULL), ==, 1);
  admin (&self->base, "clock", day, 200);
  admin (&self->base, "clock", "{\"advanceSeconds\":5}", 200);
  assert_expired (&self->base, old);
  changes_delete (&self->base, "contacts", other);
  g_assert_cmpuint (changes_read (&self->base, leads, NULL), ==, 0);
  /* What was dropped stays unknown when the clock is turned back. */
  admin (&self->base, "clock", "{\"reset\":true}", 200);
  assert_expired (&self->base, old);
}

static gint64
count (HeraldEmulatorDb *db)
{
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (db, NULL, "SELECT count(*) FROM deleted_row", "");

  g_assert_true (herald_emulator_rows_next (rows, NULL));
  return herald_emulator_rows_get_int (rows, 0);
}

static void
test_bounds (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldEmulatorDb) db = herald_emulator_db_open (NULL, &error);
  g_autoptr (HeraldEmulatorSchema) schema = herald_emulator_schema_load (&error);
  const HeraldEmulatorTable *contact = herald_emulator_schema_find_table (schema, "contact");
  const HeraldEmulatorTable *lead = herald_emulator_schema_find_table (schema, "lead");
  g_autofree char           *epoch = NULL;
  gint64                     last = 1;
  gint64                     added = HERALD_EMULATOR_MOST_TOMBSTONES + 10;

  g_assert_true (herald_emulator_tombstones_load (db, &last, &error));
  epoch = herald_emulator_tombstones_dup_epoch (db, &error);
  g_assert_true (herald_emulator_tombstones_add (db, lead, "x", 2, 1000, &error));
  for (gint64 i = 0; i < added; i++)
    g_assert_true (herald_emulator_tombstones_add (db, contact, "x", 10 + i, 1000, &error));
  last = 10 + added;
  g_assert_cmpint (count (db), <=, HERALD_EMULATOR_MOST_TOMBSTONES);
  g_assert_cmpint (count (db), >, HERALD_EMULATOR_MOST_TOMBSTONES / 2);
  g_assert_false (herald_emulator_tombstones_reach (db, contact, epoch, 10, last));
  g_assert_true (herald_emulator_tombstones_reach (db, contact, epoch, last - 5, last));
  g_assert_false (herald_emulator_tombstones_reach (db, lead, epoch, 1, last));
  g_assert_true (herald_emulator_tombstones_reach (db, lead, epoch, 2, last));
  /* By age, when there is something new. */
  g_assert_true (herald_emulator_tombstones_add (db, contact, "y", last + 1,
                                                 1001 + HERALD_EMULATOR_TOMBSTONE_SECONDS, &error));
  g_assert_cmpint (count (db), ==, 1);
  g_assert_false (herald_emulator_tombstones_reach (db, contact, epoch, last - 5, last + 1));
  /* The numbers of those that were dropped are not given again. */
  last = 0;
  g_assert_true (herald_emulator_tombstones_load (db, &last, &error));
  g_assert_cmpint (last, ==, 11 + added);
}

#define ADD(path, data, func)                                                                      \
  g_test_add ("/emulator/changes-life/" path, Life, data, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("restart", NULL, test_restart);
  ADD ("older-folder", NULL, test_older_folder);
  ADD ("snapshot", NULL, test_snapshot);
  ADD ("reset", "small", test_reset);
  ADD ("reset-aside", "10k", test_reset);
  ADD ("reset-of-tables", NULL, test_reset_of_tables);
  ADD ("seven-days", NULL, test_seven_days);
  g_test_add_func ("/emulator/changes-life/bounds", test_bounds);
  return g_test_run ();
}
