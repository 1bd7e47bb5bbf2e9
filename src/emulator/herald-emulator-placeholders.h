/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The `{{label}}` in a message: which columns of a person they need, and their texts. */
#pragma once

#include "emulator/herald-emulator-message.h"
#include "emulator/herald-emulator-schema.h"

G_BEGIN_DECLS

typedef struct _HeraldEmulatorPlaceholders HeraldEmulatorPlaceholders;

/* What a message needs of the rows of @table. */
HeraldEmulatorPlaceholders *herald_emulator_placeholders_new (const HeraldEmulatorMessage *message,
                                                              const HeraldEmulatorTable   *table);
void                        herald_emulator_placeholders_free (HeraldEmulatorPlaceholders *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorPlaceholders, herald_emulator_placeholders_free)

/* The columns to read, in the order that herald_emulator_placeholders_fill() takes their values. */
GPtrArray *herald_emulator_placeholders_get_columns (HeraldEmulatorPlaceholders *self);
/* @values: (element-type utf8) (nullable elements). NULL when a placeholder has no text: @missing
 * gets its label. */
HeraldEmulatorMessage *herald_emulator_placeholders_fill (HeraldEmulatorPlaceholders  *self,
                                                          const HeraldEmulatorMessage *message,
                                                          GPtrArray                   *values,
                                                          char                       **missing);

G_END_DECLS
