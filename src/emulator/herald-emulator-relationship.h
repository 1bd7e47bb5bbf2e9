/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a relationship looks like from the side that has many rows at its other end: a
 * collection-valued navigation property. The other side, a lookup, is in the schema's columns. */
#pragma once

#include "emulator/herald-emulator-schema.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A relationship N:N: pairs of ids in a table of its own. */
typedef struct
{
  char                      *name;       /* schema name, and the property's name at both ends */
  char                      *table_name; /* logical name of the intersect table */
  char                      *sql_name;
  const HeraldEmulatorTable *ends[2];
  char                      *columns[2]; /* of the intersect table: the ids of the ends' rows */
} HeraldEmulatorIntersect;

/* A collection-valued navigation property of one table. */
struct _HeraldEmulatorCollection
{
  const char                    *name;      /* (unowned): also the relationship's schema name */
  const HeraldEmulatorTable     *origin;    /* (unowned): has the property */
  const HeraldEmulatorTable     *table;     /* (unowned): of the rows it leads to */
  const HeraldEmulatorColumn    *column;    /* (unowned) (nullable): 1:N: their lookup back */
  const char                    *partner;   /* (unowned): the property that leads back */
  const HeraldEmulatorIntersect *intersect; /* (unowned) (nullable): N:N */
  guint                          near_end;  /* N:N: which end of @intersect @origin is */
};

GArray *
herald_emulator_relationships_link (HeraldEmulatorSchema *schema, JsonObject *root, GError **error);
gboolean herald_emulator_relationships_create_indexes (GArray           *intersects,
                                                       HeraldEmulatorDb *db,
                                                       GError          **error);

const HeraldEmulatorCollection      *
herald_emulator_table_find_collection (const HeraldEmulatorTable *self, const char *name);
void herald_emulator_collection_append_link (const HeraldEmulatorCollection *self,
                                             GString                        *sql,
                                             const char                     *alias,
                                             const char                     *origin_id_sql);

G_END_DECLS
