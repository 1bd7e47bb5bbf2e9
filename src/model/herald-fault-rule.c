/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads and writes fault rules and says what the emulator would refuse before it is asked. */
#include "config.h"

#include "model/herald-fault-rule.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "model/herald-emulator-state.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define FIRST_STATUS 400
#define LAST_STATUS 599

static const HeraldFaultPreset presets[] = {
  { N_ ("Too many requests"), N_ ("429 with Retry-After 30, for every request"),
    "{\"do\":{\"status\":429,\"retryAfter\":30}}", NULL },
  { N_ ("Short outage"), N_ ("503 for the next two requests, then all is well"),
    "{\"times\":2,\"do\":{\"status\":503}}", NULL },
  { N_ ("Slow network"), N_ ("Every answer comes five seconds late"), "{\"do\":{\"delayMs\":5000}}",
    NULL },
  { N_ ("Lost requests"), N_ ("One request in five is dropped before it is done"),
    "{\"every\":5,\"do\":{\"drop\":true}}", NULL },
  { N_ ("Lost answers"), N_ ("One request in five is done, but its answer is lost"),
    "{\"every\":5,\"do\":{\"drop\":\"after\"}}", NULL },
  { N_ ("Unreadable answers"), N_ ("Every answer is something else than JSON"),
    "{\"do\":{\"garbage\":true}}", NULL },
  { N_ ("Truncated answers"), N_ ("Every answer ends in its middle"),
    "{\"do\":{\"truncate\":true}}", NULL },
  { N_ ("APNs unavailable"), N_ ("APNs answers 503 ServiceUnavailable"),
    "{\"match\":{\"path\":\"/3/device/*\"},\"do\":{\"status\":503}}", NULL },
  { N_ ("Sign-in is down"), N_ ("Nobody gets a token"),
    "{\"match\":{\"path\":\"*/oauth2/*\"},\"do\":{\"status\":503}}", NULL },
  { N_ ("Registrations get stuck"),
    N_ ("They stay Pending until the switch under Snapshots is off"), NULL,
    HERALD_EMULATOR_SWITCH_STUCK },
  { N_ ("Registrations fail"), N_ ("Devices cannot be registered: 500"),
    "{\"match\":{\"path\":\"*/pushdeviceregistration/*\"},\"do\":{\"status\":500}}", NULL },
};

static gboolean
read_text (JsonObject *object, const char *name, char **value, GError **error)
{
  const char *text = NULL;

  if (!herald_json_read_string (object, name, HERALD_JSON_OPTIONAL, &text, error))
    return FALSE;
  *value = text != NULL && strcmp (text, "*") != 0 ? g_strdup (text) : NULL;
  return TRUE;
}

static gboolean
read_share (HeraldFaultRule *self, JsonObject *object, GError **error)
{
  JsonNode *node = json_object_get_member (object, "share");

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node))
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID, "“share” is no number");
      return FALSE;
    }
  self->share_percent = json_node_get_double (node) * 100;
  return TRUE;
}

static gboolean
read_drop (HeraldFaultRule *self, JsonObject *action, GError **error)
{
  JsonNode *node = json_object_get_member (action, "drop");

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node))
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID, "“drop” makes no sense");
      return FALSE;
    }
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    self->drop = HERALD_FAULT_DROP_AFTER;
  else if (json_node_get_boolean (node))
    self->drop = HERALD_FAULT_DROP_BEFORE;
  return TRUE;
}

static gboolean
read_action (HeraldFaultRule *self, JsonObject *object, GError **error)
{
  JsonObject *action = NULL;

  return herald_json_read_object (object, "do", HERALD_JSON_REQUIRED, &action, error) &&
         herald_json_read_int (action, "status", HERALD_JSON_OPTIONAL, &self->status, error) &&
         herald_json_read_int (action, "retryAfter", HERALD_JSON_OPTIONAL,
                               &self->retry_after_seconds, error) &&
         herald_json_read_int (action, "delayMs", HERALD_JSON_OPTIONAL, &self->delay_ms, error) &&
         herald_json_read_boolean (action, "truncate", HERALD_JSON_OPTIONAL, &self->truncate,
                                   error) &&
         herald_json_read_boolean (action, "garbage", HERALD_JSON_OPTIONAL, &self->garbage,
                                   error) &&
         read_drop (self, action, error);
}

static gboolean
read_rule (HeraldFaultRule *self, JsonObject *object, GError **error)
{
  g_autoptr (JsonObject) none = json_object_new ();
  JsonObject *match = NULL;

  if (!herald_json_read_object (object, "match", HERALD_JSON_OPTIONAL, &match, error))
    return FALSE;
  match = match != NULL ? match : none;
  return read_text (object, "id", &self->id, error) &&
         read_text (match, "method", &self->method, error) &&
         read_text (match, "path", &self->path, error) &&
         herald_json_read_int (object, "every", HERALD_JSON_OPTIONAL, &self->every, error) &&
         herald_json_read_int (object, "times", HERALD_JSON_OPTIONAL, &self->times, error) &&
         herald_json_read_int (object, "forSeconds", HERALD_JSON_OPTIONAL, &self->for_seconds,
                               error) &&
         herald_json_read_int (object, "hits", HERALD_JSON_OPTIONAL, &self->hits, error) &&
         herald_json_read_boolean (object, "active", HERALD_JSON_OPTIONAL, &self->active, error) &&
         read_share (self, object, error) && read_action (self, object, error);
}

static JsonObject *
build_action (const HeraldFaultRule *self)
{
  JsonObject *action = json_object_new ();

  if (self->status != 0)
    json_object_set_int_member (action, "status", self->status);
  if (self->status != 0 && self->retry_after_seconds >= 0)
    json_object_set_int_member (action, "retryAfter", self->retry_after_seconds);
  if (self->delay_ms > 0)
    json_object_set_int_member (action, "delayMs", self->delay_ms);
  if (self->drop == HERALD_FAULT_DROP_BEFORE)
    json_object_set_boolean_member (action, "drop", TRUE);
  else if (self->drop == HERALD_FAULT_DROP_AFTER)
    json_object_set_string_member (action, "drop", "after");
  if (self->truncate)
    json_object_set_boolean_member (action, "truncate", TRUE);
  if (self->garbage)
    json_object_set_boolean_member (action, "garbage", TRUE);
  return action;
}

static gboolean
does_something (const HeraldFaultRule *self)
{
  return self->status != 0 || self->delay_ms > 0 || self->drop != HERALD_FAULT_KEEP ||
         self->truncate || self->garbage;
}

static void
append_part (GString *text, char *part)
{
  g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", part);
  g_free (part);
}

/**
 * herald_fault_rule_new:
 *
 * Returns: (transfer full): a rule for every request that does nothing yet
 */
HeraldFaultRule *
herald_fault_rule_new (void)
{
  HeraldFaultRule *self = g_new0 (HeraldFaultRule, 1);

  self->every = 1;
  self->retry_after_seconds = -1;
  self->active = TRUE;
  return self;
}

/**
 * herald_fault_rule_new_from_json:
 * @object: an element of `GET /_herald/faults`
 *
 * **Errors:** PROTOCOL names what makes no sense.
 *
 * Returns: (transfer full): the rule
 */
HeraldFaultRule *
herald_fault_rule_new_from_json (JsonObject *object, GError **error)
{
  g_autoptr (HeraldFaultRule) self = herald_fault_rule_new ();
  g_autoptr (GError) local_error = NULL;

  g_return_val_if_fail (object != NULL, NULL);

  if (read_rule (self, object, &local_error))
    return g_steal_pointer (&self);
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL,
               "The emulator’s answer about a fault makes no sense: %s", local_error->message);
  return NULL;
}

/**
 * herald_fault_rule_free:
 * @self: (nullable): a rule
 */
void
herald_fault_rule_free (HeraldFaultRule *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->method);
  g_free (self->path);
  g_free (self);
}

/**
 * herald_fault_rule_to_json:
 * @self: a rule
 *
 * Returns: (transfer full): the body of `POST /_herald/faults`
 */
JsonObject *
herald_fault_rule_to_json (const HeraldFaultRule *self)
{
  JsonObject *object = json_object_new ();
  JsonObject *match = json_object_new ();

  if (self->method != NULL)
    json_object_set_string_member (match, "method", self->method);
  if (self->path != NULL)
    json_object_set_string_member (match, "path", self->path);
  json_object_set_object_member (object, "match", match);
  if (self->share_percent > 0)
    json_object_set_double_member (object, "share", self->share_percent / 100);
  else if (self->every > 1)
    json_object_set_int_member (object, "every", self->every);
  if (self->times > 0)
    json_object_set_int_member (object, "times", self->times);
  if (self->for_seconds > 0)
    json_object_set_int_member (object, "forSeconds", self->for_seconds);
  json_object_set_object_member (object, "do", build_action (self));
  return object;
}

/**
 * herald_fault_rule_validate:
 * @self: a rule
 *
 * Returns: (transfer full) (element-type HeraldIssue): what the emulator would refuse
 */
GPtrArray *
herald_fault_rule_validate (const HeraldFaultRule *self)
{
  GPtrArray *issues = herald_issues_new ();
  gboolean   drops = self->drop != HERALD_FAULT_KEEP;

  if (self->path != NULL && *self->path != '/' && *self->path != '*')
    g_ptr_array_add (issues, herald_issue_new (HERALD_SEVERITY_ERROR, "FAULT_PATH", "path",
                                               _("A path begins with “/” or “*”")));
  else if (self->path != NULL && strchr (self->path, '?') != NULL)
    g_ptr_array_add (issues, herald_issue_new (HERALD_SEVERITY_WARNING, "FAULT_QUERY", "path",
                                               _("What follows “?” is no part of the path: this matches nothing")));
  if (self->share_percent < 0 || self->share_percent > 100)
    g_ptr_array_add (issues, herald_issue_new (HERALD_SEVERITY_ERROR, "FAULT_SHARE", "share",
                                               _("A share is from 1 to 100 percent")));
  if (self->status != 0 && (self->status < FIRST_STATUS || self->status > LAST_STATUS))
    g_ptr_array_add (issues, herald_issue_new (HERALD_SEVERITY_ERROR, "FAULT_STATUS", "status",
                                               _("A status to fail with is from %d to %d"),
                                                  FIRST_STATUS, LAST_STATUS));
  if (drops && (self->status != 0 || self->truncate || self->garbage))
    g_ptr_array_add (issues,
                     herald_issue_new (HERALD_SEVERITY_ERROR, "FAULT_DROP", "do",
                                       _("An answer that is dropped has no status and no body")));
  if (!does_something (self))
    g_ptr_array_add (issues, herald_issue_new (HERALD_SEVERITY_ERROR, "FAULT_NOTHING", "do",
                                               _("Choose what goes wrong")));
  return issues;
}

/**
 * herald_fault_rule_describe_action:
 * @self: a rule
 *
 * Returns: (transfer full): what it does, such as “429, try again after 30 s”
 */
char *
herald_fault_rule_describe_action (const HeraldFaultRule *self)
{
  GString *text = g_string_new (NULL);

  if (self->status != 0)
    append_part (text, g_strdup_printf (_("Status %d"), (int) self->status));
  if (self->status != 0 && self->retry_after_seconds >= 0)
    append_part (text, g_strdup_printf (_("retry after %d s"), (int) self->retry_after_seconds));
  if (self->drop == HERALD_FAULT_DROP_BEFORE)
    append_part (text, g_strdup (_("Connection drops")));
  if (self->drop == HERALD_FAULT_DROP_AFTER)
    append_part (text, g_strdup (_("Done, but the answer is lost")));
  if (self->truncate)
    append_part (text, g_strdup (_("Answer ends early")));
  if (self->garbage)
    append_part (text, g_strdup (_("Answer is garbage")));
  if (self->delay_ms > 0)
    append_part (text, g_strdup_printf (_("%.1f s late"), (double) self->delay_ms / 1000.0));
  return g_string_free (text, FALSE);
}

/**
 * herald_fault_rule_describe_match:
 * @self: a rule
 *
 * Returns: (transfer full): which requests it is about, such as “POST /token · every 2nd”
 */
char *
herald_fault_rule_describe_match (const HeraldFaultRule *self)
{
  GString *text = g_string_new (NULL);

  if (self->method == NULL && self->path == NULL)
    g_string_append (text, _("Every request"));
  else
    g_string_append_printf (text, "%s %s", self->method != NULL ? self->method : "*",
                            self->path != NULL ? self->path : "*");
  if (self->share_percent > 0)
    /* Translators: a share of the requests. */
    append_part (text, g_strdup_printf (_("%g %% of them"), self->share_percent));
  else if (self->every > 1)
    append_part (text,
                 g_strdup_printf (ngettext ("every %d. one", "every %d. one", (gulong) self->every),
                                  (int) self->every));
  return g_string_free (text, FALSE);
}

/**
 * herald_fault_rule_describe_life:
 * @self: a rule that the emulator told
 *
 * Returns: (transfer full): how often it struck and what is left, such as “3 hits, 2 left”
 */
char *
herald_fault_rule_describe_life (const HeraldFaultRule *self)
{
  GString *text = g_string_new (NULL);

  append_part (text, g_strdup_printf (ngettext ("%d hit", "%d hits", (gulong) self->hits),
                                      (int) self->hits));
  if (!self->active)
    append_part (text, g_strdup (_("over")));
  else if (self->times > 0)
    append_part (text, g_strdup_printf (_("%d left"), (int) MAX (0, self->times - self->hits)));
  if (self->active && self->for_seconds > 0)
    append_part (text, g_strdup_printf (_("for %d s"), (int) self->for_seconds));
  return g_string_free (text, FALSE);
}

/**
 * herald_fault_presets_get:
 * @n_presets: (out): how many
 *
 * Returns: (transfer none) (array length=n_presets): rules that people often want
 */
const HeraldFaultPreset *
herald_fault_presets_get (gsize *n_presets)
{
  g_return_val_if_fail (n_presets != NULL, NULL);

  *n_presets = G_N_ELEMENTS (presets);
  return presets;
}

/**
 * herald_fault_preset_create:
 * @preset: a preset with a rule
 *
 * Returns: (transfer full): its rule
 */
HeraldFaultRule *
herald_fault_preset_create (const HeraldFaultPreset *preset)
{
  g_autoptr (JsonNode) node = NULL;

  g_return_val_if_fail (preset != NULL && preset->json != NULL, NULL);

  node = herald_json_parse (preset->json, -1, NULL);
  g_assert (node != NULL);
  return herald_fault_rule_new_from_json (json_node_get_object (node), NULL);
}
