/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of a table as definitions. */
#pragma once

#include "emulator/herald-emulator-definitions.h"

G_BEGIN_DECLS

gboolean herald_emulator_definition_columns_add (HeraldEmulatorSchema          *schema,
                                                 const HeraldEmulatorTable     *table,
                                                 const char                    *cast,
                                                 const HeraldEmulatorJsonQuery *query,
                                                 JsonArray                     *array,
                                                 GError                       **error);
gboolean herald_emulator_definition_columns_read (HeraldEmulatorDefinitions *self,
                                                  const char                *key,
                                                  const char                *rest,
                                                  GError                   **error);
gboolean herald_emulator_definition_columns_take_cast (HeraldEmulatorDefinitions *self,
                                                       const char               **rest,
                                                       GError                   **error);

G_END_DECLS
