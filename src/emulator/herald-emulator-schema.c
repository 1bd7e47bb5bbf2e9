/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the description of the tables, which is compiled in. What a column may hold is decided by
 * this description alone. */
#include "config.h"

#include "emulator/herald-emulator-schema-private.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "emulator/herald-emulator-relationship.h"
#include "emulator/herald-emulator-resources.h"

#include <gio/gio.h>

#define RESOURCE "/io/github/herald_console/Herald/emulator/schema.json"

struct _HeraldEmulatorSchema
{
  GObject parent_instance;

  GPtrArray  *tables;     /* (element-type HeraldEmulatorTable) (owned) */
  GHashTable *by_set;     /* (unowned): entity set to table */
  GHashTable *by_logical; /* (unowned): logical name to table */
  GArray     *intersects; /* (element-type HeraldEmulatorIntersect) (owned) */
};

G_DEFINE_FINAL_TYPE (HeraldEmulatorSchema, herald_emulator_schema, G_TYPE_OBJECT)

static gboolean
add_table (HeraldEmulatorSchema *self, JsonObject *object, JsonObject *common)
{
  HeraldEmulatorTable *table = herald_emulator_table_read (object, common);

  if (table == NULL)
    return FALSE;
  g_ptr_array_add (self->tables, table);
  g_hash_table_insert (self->by_set, table->entity_set, table);
  g_hash_table_insert (self->by_logical, table->logical_name, table);
  return TRUE;
}

static void
table_free (gpointer table)
{
  herald_emulator_table_free (table);
}

static void
herald_emulator_schema_finalize (GObject *object)
{
  HeraldEmulatorSchema *self = HERALD_EMULATOR_SCHEMA (object);

  g_clear_pointer (&self->by_set, g_hash_table_unref);
  g_clear_pointer (&self->by_logical, g_hash_table_unref);
  g_clear_pointer (&self->tables, g_ptr_array_unref);
  g_clear_pointer (&self->intersects, g_array_unref);
  G_OBJECT_CLASS (herald_emulator_schema_parent_class)->finalize (object);
}

static void
herald_emulator_schema_class_init (HeraldEmulatorSchemaClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_emulator_schema_finalize;
}

static void
herald_emulator_schema_init (HeraldEmulatorSchema *self)
{
  self->tables = g_ptr_array_new_with_free_func (table_free);
  self->by_set = g_hash_table_new (g_str_hash, g_str_equal);
  self->by_logical = g_hash_table_new (g_str_hash, g_str_equal);
}

static HeraldEmulatorSchema *
read_schema (GError **error)
{
  g_autoptr (HeraldEmulatorSchema) self = g_object_new (HERALD_TYPE_EMULATOR_SCHEMA, NULL);
  g_autoptr (GBytes) bytes = g_resource_lookup_data (herald_emulator_get_resource (), RESOURCE,
                                                     G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_autoptr (JsonObject) root = bytes != NULL ? herald_json_parse_object (bytes, error) : NULL;
  JsonArray *tables;

  if (root == NULL)
    return NULL;
  tables = json_object_get_array_member (root, "tables");
  for (guint i = 0; i < json_array_get_length (tables); i++)
    if (!add_table (self, json_array_get_object_element (tables, i),
                    json_object_get_object_member (root, "common")))
      {
        g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                     "Table %u of the emulator's schema is wrong", i);
        return NULL;
      }
  self->intersects = herald_emulator_relationships_link (self, root, error);
  return self->intersects != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * herald_emulator_schema_load:
 *
 * The description is read once in a process: nothing changes it, so that all emulators share it.
 *
 * **Errors:** INVALID when the description is wrong, which a test finds. **Thread:** any.
 *
 * Returns: (transfer full): the tables
 */
HeraldEmulatorSchema *
herald_emulator_schema_load (GError **error)
{
  static GMutex                lock;
  static HeraldEmulatorSchema *shared;
  HeraldEmulatorSchema        *schema;

  g_mutex_lock (&lock);
  if (shared == NULL)
    shared = read_schema (error);
  schema = shared != NULL ? g_object_ref (shared) : NULL;
  g_mutex_unlock (&lock);
  return schema;
}

/**
 * herald_emulator_schema_get_tables:
 * @self: the schema
 *
 * Returns: (transfer none) (element-type HeraldEmulatorTable): all tables
 */
GPtrArray *
herald_emulator_schema_get_tables (HeraldEmulatorSchema *self)
{
  return self->tables;
}

/**
 * herald_emulator_schema_get_intersects:
 * @self: the schema
 *
 * Returns: (transfer none) (element-type HeraldEmulatorIntersect): the N:N relationships
 */
GArray *
herald_emulator_schema_get_intersects (HeraldEmulatorSchema *self)
{
  return self->intersects;
}

/**
 * herald_emulator_schema_find_set:
 * @self: the schema
 * @entity_set: a name such as “contacts”; case counts
 *
 * Returns: (transfer none) (nullable): its table
 */
const HeraldEmulatorTable *
herald_emulator_schema_find_set (HeraldEmulatorSchema *self, const char *entity_set)
{
  return g_hash_table_lookup (self->by_set, entity_set);
}

/**
 * herald_emulator_schema_find_table:
 * @self: the schema
 * @logical_name: a name such as “contact”
 *
 * Returns: (transfer none) (nullable): the table
 */
const HeraldEmulatorTable *
herald_emulator_schema_find_table (HeraldEmulatorSchema *self, const char *logical_name)
{
  return g_hash_table_lookup (self->by_logical, logical_name);
}
