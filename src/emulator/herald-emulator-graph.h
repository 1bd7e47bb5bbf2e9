/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row that is created together with rows it is related to. */
#pragma once

#include "emulator/herald-emulator-dataverse.h"
#include "emulator/herald-emulator-relationship.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What is known of the new row besides its body. */
typedef struct
{
  const HeraldEmulatorTable      *table;
  GPtrArray                      *keys;      /* (nullable): of the path, as in an address */
  const HeraldEmulatorCollection *parent;    /* (nullable): the collection it is created in */
  const char                     *parent_id; /* (nullable): whose collection that is */
  const char                     *user_id;   /* who creates it */
} HeraldEmulatorNewRow;

gboolean herald_emulator_graph_insert (HeraldEmulatorDataverse    *dataverse,
                                       const HeraldEmulatorNewRow *row,
                                       JsonObject                 *body,
                                       char                      **id,
                                       GError                    **error);

G_END_DECLS
