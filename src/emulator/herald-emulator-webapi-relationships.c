/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RelationshipDefinitions and GlobalOptionSetDefinitions. Source: “Query table definitions using
 * the Web API”, read 2026-11. */
#include "config.h"

#include "emulator/herald-emulator-definition-relationships.h"
#include "emulator/herald-emulator-definitions.h"
#include "emulator/herald-emulator-metadata.h"
#include "emulator/herald-emulator-webapi.h"

#include <string.h>

#define ID HERALD_EMULATOR_DEFINITION_ID
#define TYPE "@odata.type"

/* What may stand behind the name or the key, and what is then told of. */
static const struct
{
  const char *name;
  const char *type; /* RelationshipType */
} casts[] = {
  { "OneToManyRelationshipMetadata", "OneToManyRelationship" },
  { "ManyToManyRelationshipMetadata", "ManyToManyRelationship" },
};

/* Takes the cast off the path; nothing else may be there. Returns the wanted RelationshipType. */
static gboolean
read_cast (HeraldEmulatorDefinitions *self, const char **type, GError **error)
{
  const char *tail = self->request->tail;

  *type = NULL;
  if (*tail == '\0')
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (casts); i++)
    if (g_str_has_prefix (tail, HERALD_EMULATOR_CRM) &&
        strcmp (tail + strlen (HERALD_EMULATOR_CRM), casts[i].name) == 0)
      {
        self->cast = g_strdup (casts[i].name);
        *type = casts[i].type;
        g_string_append_printf (self->context, "/%s", tail);
        return TRUE;
      }
  return herald_emulator_definitions_refuse_segment (tail, error);
}

static gboolean
is_of_type (JsonObject *object, const char *type)
{
  return type == NULL ||
         strcmp (json_object_get_string_member (object, "RelationshipType"), type) == 0;
}

static void
copy_members (JsonObject *from, JsonObject *to)
{
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *node;

  json_object_iter_init_ordered (&iter, from);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    json_object_set_member (to, name, json_node_copy (node));
}

/* Without a cast, each says first what it is. */
static JsonObject *
project (HeraldEmulatorDefinitions *self, JsonObject *whole)
{
  g_autoptr (JsonObject) members = herald_emulator_json_query_project (self->query, whole, ID);
  JsonObject *object = json_object_new ();

  for (gsize i = 0; self->cast == NULL && i < G_N_ELEMENTS (casts); i++)
    if (is_of_type (whole, casts[i].type))
      {
        g_autofree char *type = g_strconcat ("#" HERALD_EMULATOR_CRM, casts[i].name, NULL);

        json_object_set_string_member (object, TYPE, type);
      }
  copy_members (members, object);
  return object;
}

/* What both kinds have is what may be asked for without a cast. */
static JsonObject *
build_sample (GPtrArray *objects, const char *type)
{
  g_autoptr (JsonObject) sample = NULL;

  for (guint i = 0; i < objects->len; i++)
    {
      JsonObject *object = g_ptr_array_index (objects, i);
      g_autoptr (JsonObject) common = json_object_new ();
      g_autoptr (GList) names = NULL;

      if (!is_of_type (object, type))
        continue;
      names = json_object_get_members (object);
      for (GList *link = names; link != NULL; link = link->next)
        if (sample == NULL || json_object_has_member (sample, link->data))
          json_object_set_member (common, link->data, json_object_dup_member (object, link->data));
      g_clear_pointer (&sample, json_object_unref);
      sample = g_steal_pointer (&common);
    }
  return g_steal_pointer (&sample);
}

static gboolean
check (HeraldEmulatorDefinitions *self, GPtrArray *objects, const char *type, GError **error)
{
  g_autoptr (JsonObject) sample = build_sample (objects, type);
  g_autofree char *name =
    g_strconcat (HERALD_EMULATOR_CRM, self->cast != NULL ? self->cast : "RelationshipMetadataBase",
                 NULL);

  if (self->query->expands->len > 0)
    return herald_emulator_definitions_refuse_property (((HeraldEmulatorJsonExpand *)
                                                           g_ptr_array_index (self->query->expands,
                                                                              0))
                                                          ->name,
                                                        name, error);
  return herald_emulator_json_query_check (self->query, sample, name, error);
}

static gboolean
list (HeraldEmulatorDefinitions *self, GPtrArray *objects, const char *type)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < objects->len; i++)
    {
      JsonObject *object = g_ptr_array_index (objects, i);

      if (is_of_type (object, type) && herald_emulator_json_query_matches (self->query, object))
        json_array_add_object_element (array, project (self, object));
    }
  herald_emulator_definitions_append_shape (self->query, self->context);
  return herald_emulator_definitions_respond_array (self, array);
}

static gboolean
read_one (HeraldEmulatorDefinitions *self, GPtrArray *objects, const char *type, GError **error)
{
  g_autofree char *key = herald_emulator_definitions_dup_key (self->request);
  g_autoptr (JsonObject) object = NULL;
  JsonObject *whole =
    herald_emulator_definitions_find (objects, key, "SchemaName", "a relationship", error);

  if (whole == NULL)
    return FALSE;
  if (!is_of_type (whole, type))
    return herald_emulator_definitions_refuse_segment (self->request->tail, error);
  if (!herald_emulator_definitions_refuse_filter (self, error))
    return FALSE;
  object = project (self, whole);
  herald_emulator_definitions_append_shape (self->query, self->context);
  g_string_append (self->context, "/$entity");
  return herald_emulator_definitions_respond (self, object);
}

/**
 * herald_emulator_webapi_read_relationships:
 * @request: a GET of RelationshipDefinitions, of one of them, or of either as one kind
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_NO_ROW, #HERALD_EMULATOR_REFUSAL_NO_SEGMENT,
 * #HERALD_EMULATOR_REFUSAL_BAD_QUERY.
 *
 * Returns: whether it was answered
 */
gboolean
herald_emulator_webapi_read_relationships (HeraldEmulatorRequest *request, GError **error)
{
  g_auto (HeraldEmulatorDefinitions) self = { .request = NULL };
  g_autoptr (GPtrArray) objects = NULL;
  const char *type;

  if (!herald_emulator_definitions_begin (&self, request, error) ||
      !read_cast (&self, &type, error))
    return FALSE;
  objects = herald_emulator_definition_relationships_list_all (self.schema);
  if (!check (&self, objects, type, error))
    return FALSE;
  return request->has_key ? read_one (&self, objects, type, error) : list (&self, objects, type);
}

/* Any column's, which has the same members. */
static JsonObject *
build_option_set_sample (HeraldEmulatorSchema *schema)
{
  GPtrArray *tables = herald_emulator_schema_get_tables (schema);

  for (guint i = 0; i < tables->len; i++)
    {
      const HeraldEmulatorTable  *table = g_ptr_array_index (tables, i);
      const HeraldEmulatorColumn *state = herald_emulator_table_find_column (table, "statecode");

      if (state != NULL)
        return herald_emulator_metadata_build_option_set (table, state);
    }
  g_assert_not_reached ();
}

/**
 * herald_emulator_webapi_read_option_sets:
 * @request: a GET of GlobalOptionSetDefinitions
 *
 * All choices of the emulated tables are their columns' own, so that there is no global one.
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_NO_ROW, #HERALD_EMULATOR_REFUSAL_NO_SEGMENT,
 * #HERALD_EMULATOR_REFUSAL_BAD_QUERY.
 *
 * Returns: whether it was answered
 */
gboolean
herald_emulator_webapi_read_option_sets (HeraldEmulatorRequest *request, GError **error)
{
  static const char option_set[] = HERALD_EMULATOR_CRM "OptionSetMetadata";

  g_auto (HeraldEmulatorDefinitions) self = { .request = NULL };
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autofree char *key = herald_emulator_definitions_dup_key (request);
  g_autoptr (JsonObject) sample = NULL;

  if (!herald_emulator_definitions_begin (&self, request, error))
    return FALSE;
  sample = build_option_set_sample (self.schema);
  if (!herald_emulator_json_query_check (self.query, sample, option_set, error))
    return FALSE;
  if (*request->tail != '\0' && strcmp (request->tail, option_set) != 0)
    return herald_emulator_definitions_refuse_segment (request->tail, error);
  if (request->has_key)
    return herald_emulator_definitions_find (none, key, "Name", "an option set", error) != NULL;
  herald_emulator_definitions_append_shape (self.query, self.context);
  return herald_emulator_definitions_respond_array (&self, json_array_new ());
}
