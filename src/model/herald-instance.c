/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What global discovery says of an environment: Microsoft, “Discover the URL for your organization”
 * and “OrganizationType EnumType”, read 2026-11. */
#include "config.h"

#include "model/herald-instance.h"

#include "base/herald-error.h"
#include "base/herald-guid.h"
#include "base/herald-json.h"
#include "model/herald-url.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _HeraldInstance
{
  GObject parent_instance;

  char  *fields[HERALD_INSTANCE_N_FIELDS]; /* (owned) (nullable) */
  gint64 type;                             /* of the table below, or anything else */
  gint64 state;                            /* 0: enabled */
};

G_DEFINE_FINAL_TYPE (HeraldInstance, herald_instance, G_TYPE_OBJECT)

static const struct
{
  const char         *member;
  HeraldInstanceField field;
} members[] = {
  { "Id", HERALD_INSTANCE_ID },
  { "FriendlyName", HERALD_INSTANCE_NAME },
  { "UniqueName", HERALD_INSTANCE_UNIQUE_NAME },
  { "Url", HERALD_INSTANCE_URL },
  { "Region", HERALD_INSTANCE_REGION },
  { "Version", HERALD_INSTANCE_VERSION },
  { "TenantId", HERALD_INSTANCE_TENANT_ID },
};

/* A default environment or one of Teams may well be what real people work in. */
static const struct
{
  gint64                type;
  HeraldEnvironmentKind kind;
  const char           *label;
} types[] = {
  { 0, HERALD_ENVIRONMENT_PRODUCTION, NC_ ("Type of environment", "Production") },
  { 4, HERALD_ENVIRONMENT_PRODUCTION, NC_ ("Type of environment", "Production") },
  { 5, HERALD_ENVIRONMENT_TEST, NC_ ("Type of environment", "Sandbox") },
  { 6, HERALD_ENVIRONMENT_TEST, NC_ ("Type of environment", "Sandbox") },
  { 7, HERALD_ENVIRONMENT_TEST, NC_ ("Type of environment", "Preview") },
  { 9, HERALD_ENVIRONMENT_TEST, NC_ ("Type of environment", "Trial") },
  { 11, HERALD_ENVIRONMENT_TEST, NC_ ("Type of environment", "Trial") },
  { 12, HERALD_ENVIRONMENT_PRODUCTION, NC_ ("Type of environment", "Default") },
  { 13, HERALD_ENVIRONMENT_DEVELOPMENT, NC_ ("Type of environment", "Developer") },
  { 14, HERALD_ENVIRONMENT_TEST, NC_ ("Type of environment", "Trial") },
  { 15, HERALD_ENVIRONMENT_PRODUCTION, NC_ ("Type of environment", "Teams") },
};

static void
herald_instance_finalize (GObject *object)
{
  HeraldInstance *self = HERALD_INSTANCE (object);

  for (int i = 0; i < HERALD_INSTANCE_N_FIELDS; i++)
    g_free (self->fields[i]);
  G_OBJECT_CLASS (herald_instance_parent_class)->finalize (object);
}

static void
herald_instance_class_init (HeraldInstanceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_instance_finalize;
}

static void
herald_instance_init (HeraldInstance *self)
{
}

/* What can be brought to one spelling is; what cannot stays as it was said. */
static void
normalise (HeraldInstance *self, HeraldInstanceField field)
{
  char *text = self->fields[field];
  char *normalised = NULL;

  if (text == NULL)
    return;
  normalised = field == HERALD_INSTANCE_URL ? herald_url_normalise_origin (text, NULL)
                                            : herald_guid_normalise (text);
  if (normalised == NULL)
    return;
  g_free (text);
  self->fields[field] = normalised;
}

static gboolean
read_texts (HeraldInstance *self, JsonObject *object, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    {
      const char *text = NULL;

      if (!herald_json_read_string (object, members[i].member, HERALD_JSON_OPTIONAL, &text, error))
        return FALSE;
      if (text != NULL && *text != '\0')
        self->fields[members[i].field] = g_strdup (text);
    }
  normalise (self, HERALD_INSTANCE_ID);
  normalise (self, HERALD_INSTANCE_TENANT_ID);
  normalise (self, HERALD_INSTANCE_URL);
  return TRUE;
}

/* An environment may be without a name that people gave it. */
static void
find_name (HeraldInstance *self)
{
  const char *name = self->fields[HERALD_INSTANCE_UNIQUE_NAME];

  if (self->fields[HERALD_INSTANCE_NAME] != NULL)
    return;
  if (name == NULL)
    name = self->fields[HERALD_INSTANCE_URL];
  self->fields[HERALD_INSTANCE_NAME] = g_strdup (name != NULL ? name : "?");
}

static HeraldInstance *
parse_instance (JsonNode *node, GError **error)
{
  g_autoptr (HeraldInstance) self = g_object_new (HERALD_TYPE_INSTANCE, NULL);
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  if (object == NULL)
    {
      g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                           _("One of them is no object"));
      return NULL;
    }
  if (!read_texts (self, object, error) ||
      !herald_json_read_int (object, "OrganizationType", HERALD_JSON_OPTIONAL, &self->type,
                             error) ||
      !herald_json_read_int (object, "State", HERALD_JSON_OPTIONAL, &self->state, error))
    return NULL;
  find_name (self);
  return g_steal_pointer (&self);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  HeraldInstance *first = *(HeraldInstance *const *) a;
  HeraldInstance *second = *(HeraldInstance *const *) b;

  return g_utf8_collate (first->fields[HERALD_INSTANCE_NAME], second->fields[HERALD_INSTANCE_NAME]);
}

static GPtrArray *
parse_list (JsonObject *answer, GError **error)
{
  g_autoptr (GPtrArray) instances = g_ptr_array_new_with_free_func (g_object_unref);
  JsonArray *array = NULL;

  if (!herald_json_read_array (answer, "value", HERALD_JSON_REQUIRED, &array, error))
    return NULL;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      HeraldInstance *instance = parse_instance (json_array_get_element (array, i), error);

      if (instance == NULL)
        return NULL;
      g_ptr_array_add (instances, instance);
    }
  g_ptr_array_sort (instances, compare_names);
  return g_steal_pointer (&instances);
}

/**
 * herald_instances_parse:
 * @answer: what “Instances” answered
 *
 * **Errors:** PROTOCOL: it is no list of environments. **Thread:** any.
 *
 * Returns: (transfer full) (element-type HeraldInstance): the environments, by name
 */
GPtrArray *
herald_instances_parse (JsonObject *answer, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  GPtrArray *instances;

  g_return_val_if_fail (answer != NULL, NULL);

  instances = parse_list (answer, &local_error);
  if (instances == NULL)
    g_set_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL,
                 _("The list of environments makes no sense: %s"), local_error->message);
  return instances;
}

/**
 * herald_instance_get:
 * @self: an environment
 * @field: what to know
 *
 * Returns: (transfer none): its text; “” when it was not said
 */
const char *
herald_instance_get (HeraldInstance *self, HeraldInstanceField field)
{
  g_return_val_if_fail (HERALD_IS_INSTANCE (self), "");
  g_return_val_if_fail (field < HERALD_INSTANCE_N_FIELDS, "");

  return self->fields[field] != NULL ? self->fields[field] : "";
}

/**
 * herald_instance_get_kind:
 * @self: an environment
 *
 * Returns: what it is probably for; an unknown type is treated with the most care
 */
HeraldEnvironmentKind
herald_instance_get_kind (HeraldInstance *self)
{
  g_return_val_if_fail (HERALD_IS_INSTANCE (self), HERALD_ENVIRONMENT_PRODUCTION);

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (types[i].type == self->type)
      return types[i].kind;
  return HERALD_ENVIRONMENT_PRODUCTION;
}

/**
 * herald_instance_get_type_label:
 * @self: an environment
 *
 * Returns: (transfer none): the translated word for its type
 */
const char *
herald_instance_get_type_label (HeraldInstance *self)
{
  g_return_val_if_fail (HERALD_IS_INSTANCE (self), "");

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (types[i].type == self->type)
      return g_dpgettext2 (NULL, "Type of environment", types[i].label);
  return C_ ("Type of environment", "Other");
}

/**
 * herald_instance_is_enabled:
 * @self: an environment
 *
 * Returns: whether it is in use
 */
gboolean
herald_instance_is_enabled (HeraldInstance *self)
{
  g_return_val_if_fail (HERALD_IS_INSTANCE (self), FALSE);

  return self->state == 0;
}

/**
 * herald_instance_dup_obstacle:
 * @self: an environment
 *
 * Returns: (transfer full) (nullable): why nobody can work in it and what to do; %NULL when one can
 */
char *
herald_instance_dup_obstacle (HeraldInstance *self)
{
  const char *url;

  g_return_val_if_fail (HERALD_IS_INSTANCE (self), NULL);

  url = herald_instance_get (self, HERALD_INSTANCE_URL);
  if (!herald_instance_is_enabled (self))
    return g_strdup (_("Disabled. An administrator can enable it in the Power Platform admin "
                       "center."));
  if (*url == '\0')
    return g_strdup (_("Its address was not said. Type it instead."));
  if (!g_str_has_prefix (url, "https:"))
    return g_strdup_printf (_("“%s” is not an address that Herald goes to. Type it instead."),
                               url);
  return NULL;
}

/**
 * herald_instance_matches:
 * @self: an environment
 * @search: what somebody typed
 *
 * Returns: whether each word of it is in name, unique name, address or region
 */
gboolean
herald_instance_matches (HeraldInstance *self, const char *search)
{
  g_auto (GStrv) words = NULL;
  g_autofree char *text = NULL;
  g_autofree char *folded = NULL;
  g_autofree char *wanted = NULL;

  g_return_val_if_fail (HERALD_IS_INSTANCE (self), FALSE);
  g_return_val_if_fail (search != NULL, FALSE);

  text = g_strjoin (" ", herald_instance_get (self, HERALD_INSTANCE_NAME),
                    herald_instance_get (self, HERALD_INSTANCE_UNIQUE_NAME),
                    herald_instance_get (self, HERALD_INSTANCE_URL),
                    herald_instance_get (self, HERALD_INSTANCE_REGION),
                    herald_instance_get_type_label (self), NULL);
  folded = g_utf8_casefold (text, -1);
  wanted = g_utf8_casefold (search, -1);
  words = g_strsplit_set (wanted, " \t", -1);
  for (gsize i = 0; words[i] != NULL; i++)
    if (strstr (folded, words[i]) == NULL)
      return FALSE;
  return TRUE;
}

/**
 * herald_instance_is_saved_as:
 * @self: an environment of the list
 * @environment: a saved one
 *
 * Returns: whether they are the same
 */
gboolean
herald_instance_is_saved_as (HeraldInstance *self, HeraldEnvironment *environment)
{
  const char *url;
  const char *saved_url;

  g_return_val_if_fail (HERALD_IS_INSTANCE (self), FALSE);
  g_return_val_if_fail (HERALD_IS_ENVIRONMENT (environment), FALSE);

  url = herald_instance_get (self, HERALD_INSTANCE_URL);
  saved_url = herald_environment_get (environment, HERALD_ENVIRONMENT_URL);
  return herald_environment_get_kind (environment) != HERALD_ENVIRONMENT_EMULATOR && *url != '\0' &&
         g_strcmp0 (url, saved_url) == 0;
}

/**
 * herald_instances_find:
 * @instances: (element-type HeraldInstance): a list
 * @text: an address or a unique name
 *
 * Returns: (transfer none) (nullable): the one that is meant
 */
HeraldInstance *
herald_instances_find (GPtrArray *instances, const char *text)
{
  g_autofree char *url = NULL;

  g_return_val_if_fail (instances != NULL, NULL);
  g_return_val_if_fail (text != NULL, NULL);

  if (*text == '\0')
    return NULL;
  url = herald_url_normalise_origin (text, NULL);
  for (guint i = 0; i < instances->len; i++)
    {
      HeraldInstance *instance = g_ptr_array_index (instances, i);

      if (g_ascii_strcasecmp (herald_instance_get (instance, HERALD_INSTANCE_UNIQUE_NAME), text) ==
            0 ||
          (url != NULL && g_str_equal (herald_instance_get (instance, HERALD_INSTANCE_URL), url)))
        return instance;
    }
  return NULL;
}
