/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a row is: `contacts(guid)`, `appmodules(uniquename='x')`, `/systemusers(guid)`. */
#pragma once

#include "emulator/herald-emulator-aliases.h"
#include "emulator/herald-emulator-dataverse.h"

G_BEGIN_DECLS

/* @aliases: (nullable): what may stand for a value; @keys gets name, value, name, value…; “” names
 * the id. */
gboolean herald_emulator_address_read (const char                  *segment,
                                       const HeraldEmulatorAliases *aliases,
                                       char                       **name,
                                       gboolean                    *has_key,
                                       GPtrArray                   *keys,
                                       GError                     **error);
gboolean herald_emulator_address_is_alternate (const HeraldEmulatorTable *table, GPtrArray *keys);
const HeraldEmulatorColumn       *
herald_emulator_address_find_key_column (const HeraldEmulatorTable *table, const char *name);
char *herald_emulator_address_find_row (HeraldEmulatorDataverse   *dataverse,
                                        const HeraldEmulatorTable *table,
                                        GPtrArray                 *keys,
                                        GError                   **error);
gboolean herald_emulator_address_read_reference (HeraldEmulatorDataverse    *dataverse,
                                                 const char                 *reference,
                                                 const HeraldEmulatorTable **table,
                                                 GPtrArray                  *keys,
                                                 GError                    **error);
gboolean herald_emulator_address_parse_reference (HeraldEmulatorDataverse    *dataverse,
                                                  const char                 *reference,
                                                  const HeraldEmulatorTable **table,
                                                  char                      **id,
                                                  GError                    **error);

G_END_DECLS
