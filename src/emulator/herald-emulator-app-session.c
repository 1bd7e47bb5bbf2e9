/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The app asks for notifications when it starts, and when its user goes to another page and it has
 * not asked for more than a minute; nothing is pushed to it. Source: “Send in-app notifications
 * within model-driven apps” and “In-app notifications in model-driven apps”, read 2026-11. What a
 * toast has shown once in a session it does not show again. */
#include "config.h"

#include "emulator/herald-emulator-app-session.h"

#include "base/herald-clock.h"
#include "base/herald-error.h"
#include "base/herald-guid.h"
#include "base/herald-json.h"
#include "emulator/herald-emulator-dataverse.h"
#include "emulator/herald-emulator-record.h"
#include "emulator/herald-emulator-rows.h"

#include <string.h>

#define TABLE "appnotification"
#define RETRIEVAL_INTERVAL_SECONDS 60
#define MOST_TOASTS 3 /* of more at once there is one that says so */
#define MOST_CARDS 100
#define TOAST_HIDDEN 200000001

/* A notification as it was retrieved. */
typedef struct
{
  char       *id;
  JsonObject *object;
  gboolean    hidden; /* in the centre only */
  gboolean    unseen; /* the centre was not opened since it came */
} Card;

struct _HeraldEmulatorAppSession
{
  HeraldEmulatorSite *site; /* (unowned): parent */
  char               *id;
  char               *user_id;
  char               *app; /* (nullable) */
  gboolean            has_bell;

  gint64     retrieved_at; /* emulated seconds since 1970 */
  gboolean   retrieved;    /* by the last thing that the user did */
  GPtrArray *cards;        /* (element-type Card) (owned): in the centre's order */
  JsonArray *toasts;       /* (owned): shown by the last thing that the user did */
};

static const char select_cards_sql[] =
  "SELECT appnotificationid, title, body, data, icontype, toasttype, priority, createdon"
  " FROM dv_appnotification WHERE ownerid = ? AND ownerid_target = 'systemuser' AND expires_at > ?"
  " ORDER BY priority DESC, createdon DESC, rownumber DESC LIMIT ?";

static void
card_free (gpointer data)
{
  Card *card = data;

  g_clear_pointer (&card->id, g_free);
  g_clear_pointer (&card->object, json_object_unref);
  g_free (card);
}

static Card *
find_card (GPtrArray *cards, const char *id)
{
  for (guint i = 0; i < cards->len; i++)
    {
      Card *card = g_ptr_array_index (cards, i);

      if (strcmp (card->id, id) == 0)
        return card;
    }
  return NULL;
}

/* Texts of the row that its data replaces, and the actions. Data that is no JSON object, which
 * nothing forbids, is not shown. */
static void
apply_data (JsonObject *object, const char *text)
{
  static const char *const members[] = { "title", "body", "iconUrl", "actions" };

  g_autoptr (JsonNode) node = text != NULL ? herald_json_parse (text, -1, NULL) : NULL;
  JsonObject *data;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return;
  data = json_node_get_object (node);
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    if (json_object_has_member (data, members[i]))
      json_object_set_member (object, members[i], json_object_dup_member (data, members[i]));
}

static void
set_text (JsonObject *object, const char *member, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, member, text);
  else
    json_object_set_null_member (object, member);
}

static Card *
read_card (HeraldEmulatorRows *rows)
{
  Card            *card = g_new0 (Card, 1);
  g_autofree char *created =
    herald_time_format (herald_emulator_rows_get_int (rows, 7) * G_USEC_PER_SEC);

  card->id = g_strdup (herald_emulator_rows_get_text (rows, 0));
  card->object = json_object_new ();
  card->hidden = herald_emulator_rows_get_int (rows, 5) == TOAST_HIDDEN;
  card->unseen = TRUE;
  json_object_set_string_member (card->object, "id", card->id);
  set_text (card->object, "title", herald_emulator_rows_get_text (rows, 1));
  set_text (card->object, "body", herald_emulator_rows_get_text (rows, 2));
  json_object_set_int_member (card->object, "iconType", herald_emulator_rows_get_int (rows, 4));
  json_object_set_int_member (card->object, "toastType", herald_emulator_rows_get_int (rows, 5));
  json_object_set_int_member (card->object, "priority", herald_emulator_rows_get_int (rows, 6));
  json_object_set_string_member (card->object, "createdOn", created);
  apply_data (card->object, herald_emulator_rows_get_text (rows, 3));
  return card;
}

static GPtrArray *
read_cards (HeraldEmulatorAppSession *self, GError **error)
{
  g_autoptr (GPtrArray) cards = g_ptr_array_new_with_free_func (card_free);
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_site_get_db (self->site), error, select_cards_sql,
                               "sii", self->user_id, self->retrieved_at, (gint64) MOST_CARDS);
  g_autoptr (GError) local_error = NULL;

  while (rows != NULL && herald_emulator_rows_next (rows, &local_error))
    g_ptr_array_add (cards, read_card (rows));
  if (rows != NULL && local_error == NULL)
    return g_steal_pointer (&cards);
  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}

static void
clear_toasts (HeraldEmulatorAppSession *self)
{
  g_clear_pointer (&self->toasts, json_array_unref);
  self->toasts = json_array_new ();
  self->retrieved = FALSE;
}

/* One toast that stands for all. */
static void
summarise_toasts (HeraldEmulatorAppSession *self)
{
  guint       n_toasts = json_array_get_length (self->toasts);
  JsonObject *summary;

  if (n_toasts <= MOST_TOASTS)
    return;
  clear_toasts (self);
  summary = json_object_new ();
  json_object_set_boolean_member (summary, "summary", TRUE);
  json_object_set_int_member (summary, "count", n_toasts);
  json_array_add_object_element (self->toasts, summary);
}

static gboolean
retrieve (HeraldEmulatorAppSession *self, GError **error)
{
  g_autoptr (GPtrArray) cards = NULL;

  clear_toasts (self);
  if (!self->has_bell)
    return TRUE;
  self->retrieved_at = herald_clock_get_unix_seconds (herald_emulator_site_get_clock (self->site));
  cards = read_cards (self, error);
  if (cards == NULL)
    return FALSE;
  for (guint i = 0; i < cards->len; i++)
    {
      Card *card = g_ptr_array_index (cards, i);
      Card *known = find_card (self->cards, card->id);

      if (known != NULL)
        card->unseen = known->unseen;
      else if (!card->hidden)
        json_array_add_object_element (self->toasts, json_object_ref (card->object));
    }
  summarise_toasts (self);
  g_clear_pointer (&self->cards, g_ptr_array_unref);
  self->cards = g_steal_pointer (&cards);
  self->retrieved = TRUE;
  return TRUE;
}

/**
 * herald_emulator_app_session_free:
 * @self: (nullable): the session to free
 */
void
herald_emulator_app_session_free (HeraldEmulatorAppSession *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->user_id, g_free);
  g_clear_pointer (&self->app, g_free);
  g_clear_pointer (&self->cards, g_ptr_array_unref);
  g_clear_pointer (&self->toasts, json_array_unref);
  g_free (self);
}

/**
 * herald_emulator_app_session_start:
 * @site: the site
 * @user_id: whose app it is
 * @app: (nullable): the app's unique name
 * @has_bell: whether notifications are switched on in the app
 *
 * **Errors:** STORE.
 *
 * Returns: (transfer full): an app that has just started
 */
HeraldEmulatorAppSession *
herald_emulator_app_session_start (HeraldEmulatorSite *site,
                                   const char         *user_id,
                                   const char         *app,
                                   gboolean            has_bell,
                                   GError            **error)
{
  g_autoptr (HeraldEmulatorAppSession) self = g_new0 (HeraldEmulatorAppSession, 1);

  self->site = site;
  self->id = herald_guid_new ();
  self->user_id = g_strdup (user_id);
  self->app = g_strdup (app);
  self->has_bell = has_bell;
  self->cards = g_ptr_array_new_with_free_func (card_free);
  return retrieve (self, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * herald_emulator_app_session_get_id:
 * @self: a session
 *
 * Returns: (transfer none): its id
 */
const char *
herald_emulator_app_session_get_id (HeraldEmulatorAppSession *self)
{
  return self->id;
}

/**
 * herald_emulator_app_session_navigate:
 * @self: a session
 *
 * The user goes to another page.
 *
 * **Errors:** STORE.
 *
 * Returns: whether nothing went wrong
 */
gboolean
herald_emulator_app_session_navigate (HeraldEmulatorAppSession *self, GError **error)
{
  gint64 now = herald_clock_get_unix_seconds (herald_emulator_site_get_clock (self->site));

  if (now - self->retrieved_at > RETRIEVAL_INTERVAL_SECONDS)
    return retrieve (self, error);
  clear_toasts (self);
  return TRUE;
}

/**
 * herald_emulator_app_session_open_center:
 * @self: a session
 *
 * The user opens the centre; nothing is new any more.
 */
void
herald_emulator_app_session_open_center (HeraldEmulatorAppSession *self)
{
  clear_toasts (self);
  for (guint i = 0; i < self->cards->len; i++)
    ((Card *) g_ptr_array_index (self->cards, i))->unseen = FALSE;
}

/* A row that is gone already, by its age or by somebody else's hand, is what was wanted. */
static gboolean
delete_row (HeraldEmulatorAppSession *self, const char *id, GError **error)
{
  HeraldEmulatorDataverse   *dataverse = herald_emulator_dataverse_get (self->site);
  HeraldEmulatorDb          *db = herald_emulator_site_get_db (self->site);
  const HeraldEmulatorTable *table =
    herald_emulator_schema_find_table (herald_emulator_dataverse_get_schema (dataverse), TABLE);
  gboolean good;

  if (!herald_emulator_rows_exists (dataverse, table, id))
    return TRUE;
  if (!herald_emulator_db_begin_step (db, error))
    return FALSE;
  good = herald_emulator_record_delete (dataverse, TABLE, id, error);
  herald_emulator_db_end_step (db, good);
  return good;
}

static gboolean
dismiss_all (HeraldEmulatorAppSession *self, GError **error)
{
  for (guint i = 0; i < self->cards->len; i++)
    if (!delete_row (self, ((Card *) g_ptr_array_index (self->cards, i))->id, error))
      return FALSE;
  g_ptr_array_set_size (self->cards, 0);
  return TRUE;
}

/**
 * herald_emulator_app_session_dismiss:
 * @self: a session
 * @notification_id: (nullable): a card of the centre; %NULL dismisses all
 *
 * Dismissing deletes the row.
 *
 * **Errors:** NOT_FOUND when the centre does not show it, STORE.
 *
 * Returns: whether it is gone
 */
gboolean
herald_emulator_app_session_dismiss (HeraldEmulatorAppSession *self,
                                     const char               *notification_id,
                                     GError                  **error)
{
  Card *card;

  clear_toasts (self);
  if (notification_id == NULL)
    return dismiss_all (self, error);
  card = find_card (self->cards, notification_id);
  if (card == NULL)
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND,
                   "The centre shows no notification “%s”", notification_id);
      return FALSE;
    }
  if (!delete_row (self, card->id, error))
    return FALSE;
  g_ptr_array_remove (self->cards, card);
  return TRUE;
}

/**
 * herald_emulator_app_session_describe:
 * @self: a session
 *
 * Returns: (transfer full): what the user sees
 */
JsonObject *
herald_emulator_app_session_describe (HeraldEmulatorAppSession *self)
{
  JsonObject *object = json_object_new ();
  JsonArray  *center = json_array_new ();
  guint       badge = 0;

  for (guint i = 0; i < self->cards->len; i++)
    {
      Card *card = g_ptr_array_index (self->cards, i);

      json_array_add_object_element (center, json_object_ref (card->object));
      badge += card->unseen ? 1 : 0;
    }
  json_object_set_string_member (object, "id", self->id);
  json_object_set_string_member (object, "user", self->user_id);
  set_text (object, "app", self->app);
  json_object_set_boolean_member (object, "bell", self->has_bell);
  json_object_set_boolean_member (object, "retrieved", self->retrieved);
  json_object_set_array_member (object, "shown", json_array_ref (self->toasts));
  json_object_set_array_member (object, "center", center);
  json_object_set_int_member (object, "badge", badge);
  return object;
}
