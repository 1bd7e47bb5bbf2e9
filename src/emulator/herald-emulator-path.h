/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A property of a row, or of a row that its lookups lead to: `fullname`,
 * `parentcustomerid_account/primarycontactid/fullname`. */
#pragma once

#include "emulator/herald-emulator-sight.h"

G_BEGIN_DECLS

#define HERALD_EMULATOR_MOST_STEPS 8 /* of one path */

/* From a row to the row that one of its lookups names. */
typedef struct
{
  const HeraldEmulatorColumn *lookup; /* (unowned) */
  const HeraldEmulatorTable  *target; /* (unowned) */
} HeraldEmulatorStep;

/* Holds nothing of its own. */
typedef struct
{
  guint                       n_steps;
  HeraldEmulatorStep          steps[HERALD_EMULATOR_MOST_STEPS];
  const HeraldEmulatorTable  *table;  /* (unowned): where the steps end */
  const HeraldEmulatorColumn *column; /* (unowned) */
} HeraldEmulatorPath;

gboolean herald_emulator_path_resolve (HeraldEmulatorSchema      *schema,
                                       const HeraldEmulatorTable *table,
                                       const char                *text,
                                       HeraldEmulatorPath        *path,
                                       GError                   **error);
void     herald_emulator_path_append_sql (const HeraldEmulatorPath *self,
                                          HeraldEmulatorSight      *sight,
                                          const char               *alias,
                                          GString                  *sql);
void     herald_emulator_path_append_order_sql (const HeraldEmulatorPath *self,
                                                HeraldEmulatorSchema     *schema,
                                                HeraldEmulatorSight      *sight,
                                                const char               *alias,
                                                GString                  *sql);
gboolean herald_emulator_path_is_ordered_as_text (const HeraldEmulatorPath *self);
gboolean
herald_emulator_path_fail (const HeraldEmulatorTable *table, const char *name, GError **error);

G_END_DECLS
