/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The step that compares what each page needs with what the user may do. RetrieveUserPrivileges
 * shows what comes from teams as Basic only, so the privileges are asked for by their names:
 * Microsoft, “Verify access in code”, read 2026-11. */
#include "config.h"

#include "core/herald-connection-test-private.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "model/herald-odata.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SEND_PRIVILEGE "prvSendAppNotification"

typedef enum
{
  DEPTH_NONE,
  DEPTH_BASIC,
  DEPTH_LOCAL,
  DEPTH_DEEP,
  DEPTH_GLOBAL,
} Depth;

/* As the service writes them. */
static const char *const depths[] = { "None", "Basic", "Local", "Deep", "Global" };

typedef struct
{
  const char *table; /* (nullable): NULL for a privilege of its own */
  const char *right;
  Depth       least;
} Need;

#define MOST_NEEDS 10

static const struct
{
  const char *label; /* N_() */
  Need        needs[MOST_NEEDS];
} PAGES[] = {
  { N_ ("People"), { { "contact", "Read", DEPTH_BASIC }, { "lead", "Read", DEPTH_BASIC } } },
  { N_ ("Apps"),
    { { "msdynmkt_mobileappchannelinstance", "Read", DEPTH_BASIC },
      { "msdynmkt_mobileappchannelinstance", "Create", DEPTH_BASIC },
      { "msdynmkt_mobileappchannelinstance", "Write", DEPTH_BASIC },
      { "msdynmkt_mobileappchannelinstance", "Delete", DEPTH_BASIC },
      { "msdyn_channelinstance", "Read", DEPTH_BASIC },
      { "msdyn_channelinstance", "Create", DEPTH_BASIC },
      { "msdyn_channelinstance", "Write", DEPTH_BASIC },
      { "msdyn_channelinstance", "Delete", DEPTH_BASIC },
      { "msdyn_channeldefinition", "Read", DEPTH_BASIC } } },
  { N_ ("Devices and pushes"),
    { { "msdynmkt_pushmobiledevice", "Read", DEPTH_BASIC },
      { "msdynmkt_mobileappchannelinstance", "Read", DEPTH_BASIC },
      { "contact", "Read", DEPTH_BASIC } } },
  /* Basic reaches oneself only: Microsoft, “Send in-app notifications”, read 2026-11. */
  { N_ ("In-app notifications"),
    { { "systemuser", "Read", DEPTH_BASIC },
      { "appnotification", "Read", DEPTH_BASIC },
      { "appnotification", "Create", DEPTH_LOCAL },
      { "appnotification", "Delete", DEPTH_GLOBAL },
      { NULL, SEND_PRIVILEGE, DEPTH_BASIC } } },
};

/* Of everything that was compared. */
typedef struct
{
  GStrvBuilder *lines;
  gboolean      lacks_page; /* one that cannot even be read */
  gboolean      lacks_right;
} Verdict;

/* Returns: (nullable): the privilege's name; NULL when its table is not there */
static const char *
find_privilege (HeraldConnectionFindings *findings, const Need *need)
{
  HeraldConnectionTable *table;

  if (need->table == NULL)
    return g_hash_table_contains (findings->tables, "appnotification") ? need->right : NULL;
  table = g_hash_table_lookup (findings->tables, need->table);
  return table != NULL ? g_hash_table_lookup (table->privileges, need->right) : NULL;
}

static Depth
parse_depth (const char *text)
{
  for (gsize i = 0; text != NULL && i < G_N_ELEMENTS (depths); i++)
    if (strcmp (text, depths[i]) == 0)
      return (Depth) i;
  return DEPTH_NONE;
}

static void
add_held (GHashTable *held, JsonObject *privilege)
{
  const char *name = NULL;
  const char *text = NULL;
  Depth       depth;
  char       *key;

  if (!herald_json_read_string (privilege, "PrivilegeName", HERALD_JSON_REQUIRED, &name, NULL) ||
      !herald_json_read_string (privilege, "Depth", HERALD_JSON_REQUIRED, &text, NULL))
    return;
  depth = parse_depth (text);
  key = g_ascii_strdown (name, -1);
  /* Several roles may give the same one. */
  depth = MAX (depth, (Depth) GPOINTER_TO_INT (g_hash_table_lookup (held, key)));
  g_hash_table_insert (held, key, GINT_TO_POINTER ((int) depth));
}

/* Returns: (element-type utf8 Depth): by name in lower case */
static GHashTable *
parse_held (JsonObject *answer, GError **error)
{
  g_autoptr (GHashTable) held = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  JsonArray *array = herald_connection_read_list (answer, "RolePrivileges", error);

  if (array == NULL)
    return NULL;
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (JSON_NODE_HOLDS_OBJECT (json_array_get_element (array, i)))
      add_held (held, json_array_get_object_element (array, i));
  return g_steal_pointer (&held);
}

static Depth
get_depth (GHashTable *held, const char *privilege)
{
  g_autofree char *key = g_ascii_strdown (privilege, -1);

  return (Depth) GPOINTER_TO_INT (g_hash_table_lookup (held, key));
}

static void
append (GString *list, const char *text)
{
  if (list->len > 0)
    g_string_append (list, ", ");
  g_string_append (list, text);
}

/* Adds to @list what of @need is not there. */
static void
judge_need (Verdict *verdict, GString *list, const Need *need, const char *name, Depth depth)
{
  if (depth >= need->least)
    return;
  verdict->lacks_right = TRUE;
  if (depth == DEPTH_NONE)
    {
      verdict->lacks_page = verdict->lacks_page || strcmp (need->right, "Read") == 0;
      append (list, name);
    }
  else
    {
      /* Translators: a privilege, the depth that the user has, the depth that is needed. */
      g_autofree char *text =
        g_strdup_printf (_("%s (only %s, needed %s)"), name, depths[depth], depths[need->least]);

      append (list, text);
    }
}

static void
judge_page (Verdict *verdict, HeraldConnectionFindings *findings, GHashTable *held, gsize page)
{
  g_autoptr (GString) list = g_string_new (NULL);
  g_autofree char *line = NULL;
  gboolean         is_there = TRUE;

  for (gsize i = 0; i < MOST_NEEDS && PAGES[page].needs[i].right != NULL; i++)
    {
      const Need *need = &PAGES[page].needs[i];
      const char *name = find_privilege (findings, need);

      if (name != NULL)
        judge_need (verdict, list, need, name, get_depth (held, name));
      else
        is_there = FALSE;
    }
  if (list->len > 0)
    /* Translators: a page, a list of privileges. */
    line = g_strdup_printf (_("%s: missing %s"), _(PAGES[page].label), list->str);
  else
    line = g_strdup_printf (is_there ? _("%s: everything")
                                     : _("%s: not all tables are there"), _(PAGES[page].label));
  g_strv_builder_add (verdict->lines, line);
}

/* Takes @task. */
static void
tell_privileges (GTask *task, HeraldConnectionFindings *findings, GHashTable *held)
{
  g_autoptr (GStrvBuilder) lines = g_strv_builder_new ();
  Verdict                  verdict = { .lines = lines };
  HeraldConnectionOutcome *outcome = g_new0 (HeraldConnectionOutcome, 1);

  for (gsize i = 0; i < G_N_ELEMENTS (PAGES); i++)
    judge_page (&verdict, findings, held, i);
  outcome->details = g_strv_builder_end (lines);
  outcome->state = verdict.lacks_page    ? HERALD_CONNECTION_FAILED
                   : verdict.lacks_right ? HERALD_CONNECTION_WARNING
                                         : HERALD_CONNECTION_GOOD;
  outcome->message = g_strdup (verdict.lacks_page ? _("The user may not read what some pages show")
                                                  : verdict.lacks_right
                               ? _("The user may read everything, but not do everything")
                               : _("The user may do everything that Herald offers"));
  if (verdict.lacks_right)
    outcome->fix = _("If that is not as it should be, ask an administrator for a security role "
                     "with these privileges.");
  if (verdict.lacks_page)
    outcome->error = g_error_new_literal (HERALD_ERROR, HERALD_ERROR_FORBIDDEN, outcome->message);
  herald_connection_step_return (task, outcome);
}

static void
got_privileges_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask                    *task = user_data;
  HeraldConnectionFindings *findings = g_task_get_task_data (task);
  GError                   *error = NULL;
  g_autoptr (JsonObject) answer =
    herald_dataverse_get_finish (HERALD_DATAVERSE (source), result, &error);
  g_autoptr (GHashTable) held = answer != NULL ? parse_held (answer, &error) : NULL;

  if (held == NULL)
    herald_connection_step_fail (task, error, herald_connection_explain (error));
  else
    tell_privileges (task, findings, held);
}

/* Each name once; of tables that are not there the service knows no privileges. */
static char *
make_path (HeraldConnectionFindings *findings)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GString) names = g_string_new ("[");
  g_autofree char *encoded = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (PAGES); i++)
    for (gsize j = 0; j < MOST_NEEDS && PAGES[i].needs[j].right != NULL; j++)
      {
        const char *name = find_privilege (findings, &PAGES[i].needs[j]);

        if (name != NULL && g_hash_table_add (seen, g_strdup (name)))
          g_string_append_printf (names, "%s\"%s\"", names->len > 1 ? "," : "", name);
      }
  g_string_append_c (names, ']');
  encoded = herald_odata_encode (names->str);
  return g_strdup_printf ("systemusers(%s)/Microsoft.Dynamics.CRM."
                          "RetrieveUserSetOfPrivilegesByNames(PrivilegeNames=@p)?@p=%s",
                          findings->user_id, encoded);
}

void
herald_connection_read_privileges (GTask *task, HeraldConnectionFindings *findings)
{
  g_autofree char *path = NULL;

  if (findings->tables == NULL)
    {
      herald_connection_step_skip (task);
      return;
    }
  path = make_path (findings);
  herald_dataverse_get_async (findings->dataverse, path, g_task_get_cancellable (task),
                              got_privileges_cb, task);
}
