/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A fault rule: which calls it is about, how often it strikes, and what it does. The same rule with
 * the same seed strikes the same calls. */
#include "config.h"

#include "emulator/herald-emulator-fault.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "emulator/herald-emulator-text.h"

#include <string.h>

#define LONGEST_PATTERN_BYTES ((gsize) 2048)
#define LONGEST_DELAY_MS ((gint64) 300 * 1000)
#define LONGEST_SECONDS ((gint64) 366 * 24 * 60 * 60)

struct _HeraldEmulatorFault
{
  char        *id;     /* (owned) */
  JsonObject  *rule;   /* (owned): as it was given */
  HeraldClock *clock;  /* (owned) */
  char        *method; /* (owned): a pattern */
  char        *path;   /* (owned): a pattern */

  gint64 every; /* strikes each so manieth call */
  double share; /* or this share of them; 0 when not given */
  GRand *rand;  /* (owned) (nullable): with a share */
  gint64 times; /* strikes so often at most; 0 is without end */
  gint64 until_us;

  HeraldEmulatorFaultAction action;

  gint64 n_matched;
  gint64 n_hits;
};

static gboolean
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID, sentence);
  return FALSE;
}

/* A member that nobody reads is a typing error that would go unnoticed. */
static gboolean
check_members (JsonObject *object, const char *const *known, GError **error)
{
  g_autoptr (GList) names = json_object_get_members (object);

  for (GList *link = names; link != NULL; link = link->next)
    if (!g_strv_contains (known, link->data))
      {
        g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID, "A fault has no member “%s”",
                     (const char *) link->data);
        return FALSE;
      }
  return TRUE;
}

static gboolean
read_number (JsonObject *object,
             const char *name,
             gint64      least,
             gint64      most,
             gint64     *value,
             GError    **error)
{
  gint64 number = 0;

  if (!json_object_has_member (object, name))
    return TRUE;
  if (!herald_json_read_int (object, name, HERALD_JSON_REQUIRED, &number, error))
    return FALSE;
  if (number < least || number > most)
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                   "“%s” is a number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, name, least,
                   most);
      return FALSE;
    }
  *value = number;
  return TRUE;
}

static gboolean
read_pattern (JsonObject *object, const char *name, char **pattern, GError **error)
{
  const char *text = NULL;

  if (!herald_json_read_string (object, name, HERALD_JSON_OPTIONAL, &text, error))
    return FALSE;
  if (text == NULL)
    text = "*";
  if (*text == '\0' || strlen (text) > LONGEST_PATTERN_BYTES)
    return refuse (error, "A pattern has from 1 to 2048 bytes");
  *pattern = g_strdup (text);
  return TRUE;
}

static gboolean
read_match (HeraldEmulatorFault *self, GError **error)
{
  static const char *const known[] = { "method", "path", NULL };
  g_autoptr (JsonObject) none = json_object_new ();
  JsonObject *match = NULL;

  if (!herald_json_read_object (self->rule, "match", HERALD_JSON_OPTIONAL, &match, error))
    return FALSE;
  if (match == NULL)
    match = none;
  if (!check_members (match, known, error) ||
      !read_pattern (match, "method", &self->method, error) ||
      !read_pattern (match, "path", &self->path, error))
    return FALSE;
  for (char *letter = self->method; *letter != '\0'; letter++)
    *letter = g_ascii_toupper (*letter);
  if (*self->path != '/' && *self->path != '*')
    return refuse (error, "“path” begins with a slash or an asterisk");
  return TRUE;
}

static gboolean
read_share (HeraldEmulatorFault *self, GError **error)
{
  JsonNode *node = json_object_get_member (self->rule, "share");
  gint64    seed = 1;

  if (!read_number (self->rule, "seed", 0, G_MAXUINT32, &seed, error))
    return FALSE;
  if (node == NULL)
    return json_object_has_member (self->rule, "seed") ? refuse (error, "“seed” goes with “share”")
                                                       : TRUE;
  if (json_object_has_member (self->rule, "every"))
    return refuse (error, "Either “every” or “share”, not both");
  if (!JSON_NODE_HOLDS_VALUE (node) || (json_node_get_value_type (node) != G_TYPE_DOUBLE &&
                                        json_node_get_value_type (node) != G_TYPE_INT64))
    return refuse (error, "“share” is a number");
  self->share = json_node_get_double (node);
  if (!(self->share > 0 && self->share <= 1))
    return refuse (error, "“share” is more than 0 and at most 1");
  self->rand = g_rand_new_with_seed ((guint32) seed);
  return TRUE;
}

static gboolean
read_frequency (HeraldEmulatorFault *self, GError **error)
{
  gint64 seconds = 0;

  self->every = 1;
  if (!read_number (self->rule, "every", 1, G_MAXINT32, &self->every, error) ||
      !read_share (self, error) ||
      !read_number (self->rule, "times", 1, G_MAXINT32, &self->times, error) ||
      !read_number (self->rule, "forSeconds", 1, LONGEST_SECONDS, &seconds, error))
    return FALSE;
  self->until_us = G_MAXINT64;
  if (seconds > 0)
    self->until_us = herald_clock_get_unix_us (self->clock) + seconds * G_USEC_PER_SEC;
  return TRUE;
}

/* true, false, or “after”. */
static gboolean
read_drop (JsonObject *object, HeraldEmulatorFaultAction *action, GError **error)
{
  JsonNode *node = json_object_get_member (object, "drop");

  if (node == NULL)
    return TRUE;
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    action->drop = json_node_get_boolean (node);
  else if (JSON_NODE_HOLDS_VALUE (node) && g_strcmp0 (json_node_get_string (node), "after") == 0)
    action->drop_after = TRUE;
  else
    return refuse (error, "“drop” is true, false or \"after\"");
  return TRUE;
}

static gboolean
is_action_sensible (const HeraldEmulatorFaultAction *action, GError **error)
{
  gboolean drops = action->drop || action->drop_after;

  if (drops && (action->status != 0 || action->truncate || action->garbage))
    return refuse (error, "A dropped answer has no status and no body");
  if (action->has_retry_after && action->status == 0)
    return refuse (error, "“retryAfter” goes with “status”");
  if (!drops && action->status == 0 && action->delay_ms == 0 && !action->truncate &&
      !action->garbage)
    return refuse (error, "“do” does nothing; give status, delayMs, drop, truncate or garbage");
  return TRUE;
}

static gboolean
read_action (HeraldEmulatorFault *self, GError **error)
{
  static const char *const known[] = {
    "status", "retryAfter", "delayMs", "drop", "truncate", "garbage", NULL,
  };
  HeraldEmulatorFaultAction *action = &self->action;
  JsonObject                *object = NULL;
  gint64                     status = 0;
  gint64                     retry_after = 0;
  gint64                     delay_ms = 0;

  if (!herald_json_read_object (self->rule, "do", HERALD_JSON_REQUIRED, &object, error) ||
      !check_members (object, known, error) ||
      !read_number (object, "status", 400, 599, &status, error) ||
      !read_number (object, "retryAfter", 0, LONGEST_SECONDS, &retry_after, error) ||
      !read_number (object, "delayMs", 0, LONGEST_DELAY_MS, &delay_ms, error) ||
      !read_drop (object, action, error) ||
      !herald_json_read_boolean (object, "truncate", HERALD_JSON_OPTIONAL, &action->truncate,
                                 error) ||
      !herald_json_read_boolean (object, "garbage", HERALD_JSON_OPTIONAL, &action->garbage, error))
    return FALSE;
  action->status = (guint) status;
  action->has_retry_after = json_object_has_member (object, "retryAfter");
  action->retry_after_seconds = (guint) retry_after;
  action->delay_ms = (guint) delay_ms;
  return is_action_sensible (action, error);
}

static gboolean
read_rule (HeraldEmulatorFault *self, GError **error)
{
  static const char *const known[] = {
    "match", "every", "share", "seed", "times", "forSeconds", "do", NULL,
  };

  return check_members (self->rule, known, error) && read_match (self, error) &&
         read_frequency (self, error) && read_action (self, error);
}

/**
 * herald_emulator_fault_free:
 * @self: (nullable): the rule
 */
void
herald_emulator_fault_free (HeraldEmulatorFault *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->rule, json_object_unref);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->method, g_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->rand, g_rand_free);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorFault, herald_emulator_fault_free)

/**
 * herald_emulator_fault_parse:
 * @id: what the rule is called
 * @object: the rule as the admin API takes it; referenced
 * @clock: the emulated time, by which “forSeconds” goes
 *
 * **Errors:** INVALID.
 *
 * Returns: (transfer full): the rule
 */
HeraldEmulatorFault *
herald_emulator_fault_parse (const char *id, JsonObject *object, HeraldClock *clock, GError **error)
{
  g_autoptr (HeraldEmulatorFault) self = g_new0 (HeraldEmulatorFault, 1);

  self->id = g_strdup (id);
  self->rule = json_object_ref (object);
  self->clock = g_object_ref (clock);
  return read_rule (self, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * herald_emulator_fault_get_id:
 * @self: the rule
 *
 * Returns: (transfer none): what it is called
 */
const char *
herald_emulator_fault_get_id (HeraldEmulatorFault *self)
{
  return self->id;
}

/**
 * herald_emulator_fault_get_action:
 * @self: the rule
 *
 * Returns: (transfer none): what it does
 */
const HeraldEmulatorFaultAction *
herald_emulator_fault_get_action (HeraldEmulatorFault *self)
{
  return &self->action;
}

static gboolean
is_active (HeraldEmulatorFault *self)
{
  return (self->times == 0 || self->n_hits < self->times) &&
         herald_clock_get_unix_us (self->clock) < self->until_us;
}

/**
 * herald_emulator_fault_hits:
 * @self: the rule
 * @call: a call that was not handled yet
 *
 * Counts the call when the rule is about it.
 *
 * Returns: whether the call is to fail
 */
gboolean
herald_emulator_fault_hits (HeraldEmulatorFault *self, HeraldEmulatorCall *call)
{
  gboolean hit;

  if (!is_active (self) ||
      !herald_emulator_text_match (self->method, herald_emulator_call_get_method (call)) ||
      !herald_emulator_text_match (self->path, herald_emulator_call_get_path (call)))
    return FALSE;
  self->n_matched++;
  hit = self->rand != NULL ? g_rand_double (self->rand) < self->share
                           : self->n_matched % self->every == 0;
  if (hit)
    self->n_hits++;
  return hit;
}

static void
copy_member (JsonObject *object, const char *name, JsonNode *node, gpointer copy)
{
  json_object_set_member (copy, name, json_node_copy (node));
}

/**
 * herald_emulator_fault_to_json:
 * @self: the rule
 *
 * Returns: (transfer full): the rule as it was given, with its id, what it counted, and whether it
 * can still strike
 */
JsonObject *
herald_emulator_fault_to_json (HeraldEmulatorFault *self)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "id", self->id);
  json_object_foreach_member (self->rule, copy_member, object);
  json_object_set_int_member (object, "matched", self->n_matched);
  json_object_set_int_member (object, "hits", self->n_hits);
  json_object_set_boolean_member (object, "active", is_active (self));
  return object;
}
