/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of the emulated Dataverse, read from data/emulator/schema.json. */
#pragma once

#include "emulator/herald-emulator-db.h"

G_BEGIN_DECLS

typedef enum
{
  HERALD_EMULATOR_COLUMN_STRING,
  HERALD_EMULATOR_COLUMN_MEMO,
  HERALD_EMULATOR_COLUMN_INT,
  HERALD_EMULATOR_COLUMN_BIGINT,
  HERALD_EMULATOR_COLUMN_BOOLEAN,
  HERALD_EMULATOR_COLUMN_CHOICE,
  HERALD_EMULATOR_COLUMN_STATE,
  HERALD_EMULATOR_COLUMN_STATUS,
  HERALD_EMULATOR_COLUMN_DATETIME, /* kept as seconds since 1970 */
  HERALD_EMULATOR_COLUMN_DATE,     /* kept as seconds since 1970, midnight UTC */
  HERALD_EMULATOR_COLUMN_GUID,
  HERALD_EMULATOR_COLUMN_LOOKUP,           /* kept as GUID; beside it “<name>_target” */
  HERALD_EMULATOR_COLUMN_MANAGED_PROPERTY, /* a flag in an object */
} HeraldEmulatorColumnType;

typedef struct
{
  gint64 value;
  char  *label;
  gint64 state; /* of a status */
} HeraldEmulatorOption;

/* See herald-emulator-relationship.h. */
typedef struct _HeraldEmulatorCollection HeraldEmulatorCollection;

/* One way a lookup can point. */
typedef struct
{
  char *target;       /* logical name */
  char *name;         /* navigation property */
  char *relationship; /* schema name of the relationship 1:N that this is the other end of */
} HeraldEmulatorNavigation;

typedef struct
{
  char                    *name;
  char                    *public_name; /* as it is read: “_x_value” for a lookup */
  char                    *schema_name;
  char                    *label;
  char                    *format; /* (nullable): of a text: “Email”, “Url” */
  guint                    number; /* its place in the table */
  guint                    place;  /* of its value in a row; what a lookup points to comes next */
  HeraldEmulatorColumnType type;
  gint64                   length; /* UTF-16 units, as the service counts; 0 is no limit */
  gint64                   lowest;
  gint64                   highest;
  gboolean                 required;
  gboolean                 recommended; /* the forms ask for it, the service does not */
  gboolean                 read_only;
  gboolean                 secured;
  gboolean                 indexed;
  gboolean                 hierarchical; /* a lookup to what stands above in its own table */
  gboolean                 has_default;
  gint64                   default_value;
  GArray                  *options;       /* (element-type HeraldEmulatorOption) */
  GArray                  *navigations;   /* (element-type HeraldEmulatorNavigation) */
  GStrv                    computed_from; /* (nullable): joined by a blank */
} HeraldEmulatorColumn;

typedef struct
{
  char *name;
  GStrv columns;
} HeraldEmulatorAlternateKey;

typedef enum
{
  HERALD_EMULATOR_OWNED_BY_NOBODY,
  HERALD_EMULATOR_OWNED_BY_USER,
  HERALD_EMULATOR_OWNED_BY_UNIT, /* business unit */
  HERALD_EMULATOR_OWNED_BY_ORGANIZATION,
} HeraldEmulatorOwnership;

typedef struct
{
  char                   *logical_name;
  char                   *entity_set;
  char                   *schema_name;
  char                   *label;
  char                   *collection_label;
  gint64                  object_type_code;
  char                   *primary_key;
  char                   *primary_name;
  char                   *sql_name;
  char                   *privilege_name; /* what follows “prvRead” */
  HeraldEmulatorOwnership ownership;
  gboolean                user_owned;
  gboolean                elastic;
  gboolean                intersect; /* the rows of a many-to-many relationship */
  gboolean                solution_aware;
  GPtrArray              *columns;        /* (element-type HeraldEmulatorColumn) */
  GHashTable             *by_name;        /* (unowned): name to column */
  GHashTable             *by_public_name; /* (unowned) */
  GArray                 *alternate_keys; /* (element-type HeraldEmulatorAlternateKey) */
  GArray                 *collections;    /* (element-type HeraldEmulatorCollection) */
  GPtrArray              *computed;       /* (element-type HeraldEmulatorColumn) (unowned) */
  guint                   n_places;       /* values of a row; the last of an elastic one ends it */
  char                   *insert_sql;     /* a whole row, a value for each place */
} HeraldEmulatorTable;

#define HERALD_TYPE_EMULATOR_SCHEMA (herald_emulator_schema_get_type ())
G_DECLARE_FINAL_TYPE (HeraldEmulatorSchema,
                      herald_emulator_schema,
                      HERALD,
                      EMULATOR_SCHEMA,
                      GObject)

HeraldEmulatorSchema *herald_emulator_schema_load (GError **error);
GPtrArray            *herald_emulator_schema_get_tables (HeraldEmulatorSchema *self);
GArray               *herald_emulator_schema_get_intersects (HeraldEmulatorSchema *self);
const HeraldEmulatorTable *
herald_emulator_schema_find_set (HeraldEmulatorSchema *self, const char *entity_set);
const HeraldEmulatorTable          *
herald_emulator_schema_find_table (HeraldEmulatorSchema *self, const char *logical_name);
gboolean herald_emulator_schema_create_tables (HeraldEmulatorSchema *self,
                                               HeraldEmulatorDb     *db,
                                               GError              **error);

const HeraldEmulatorColumn *
herald_emulator_table_find_column (const HeraldEmulatorTable *self, const char *name);
const HeraldEmulatorColumn *
herald_emulator_table_find_public_column (const HeraldEmulatorTable *self, const char *public_name);
const HeraldEmulatorColumn *
herald_emulator_table_find_navigation (const HeraldEmulatorTable *self, const char *name);
/* Whether changes of its rows can be asked for, as its definition says. */
gboolean herald_emulator_table_is_tracked (const HeraldEmulatorTable *self);
gboolean herald_emulator_table_has_way (const HeraldEmulatorTable *self,
                                        const char                *name,
                                        const char                *logical_name);
const HeraldEmulatorOption             *
herald_emulator_column_find_option (const HeraldEmulatorColumn *self, gint64 value);
const char *herald_emulator_column_get_edm_type (const HeraldEmulatorColumn *self);
const char *herald_emulator_column_get_sql_type (const HeraldEmulatorColumn *self);
guint       herald_emulator_column_get_target_place (const HeraldEmulatorColumn *self);
gboolean
herald_emulator_column_points_to (const HeraldEmulatorColumn *self, const char *logical_name);
gboolean herald_emulator_column_is_text (const HeraldEmulatorColumn *self);
gboolean herald_emulator_column_has_options (const HeraldEmulatorColumn *self);

G_END_DECLS
