/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the files that answer GET. */
#pragma once

#include "emulator/herald-emulator-request.h"
#include "emulator/herald-emulator-rows.h"

G_BEGIN_DECLS

/* What of a collection is asked for. */
typedef enum
{
  HERALD_EMULATOR_FORM_ROWS,
  HERALD_EMULATOR_FORM_COUNT,      /* …/$count */
  HERALD_EMULATOR_FORM_REFERENCES, /* …/$ref */
} HeraldEmulatorForm;

HeraldEmulatorQuery  *herald_emulator_webapi_parse_query (HeraldEmulatorRequest     *request,
                                                          const HeraldEmulatorTable *table,
                                                          HeraldEmulatorQueryScope   scope,
                                                          GError                   **error);
HeraldEmulatorReading herald_emulator_webapi_make_reading (HeraldEmulatorRequest     *request,
                                                           const HeraldEmulatorTable *table,
                                                           const HeraldEmulatorQuery *query);
void                  herald_emulator_webapi_add_context (const HeraldEmulatorReading *reading,
                                                          const char                  *suffix,
                                                          JsonObject                  *object);
JsonObject *herald_emulator_webapi_wrap_row (const HeraldEmulatorReading *reading, JsonObject *row);

/* A whole set, or what a navigation property of a row leads to. */
gboolean herald_emulator_webapi_respond_set (HeraldEmulatorRequest     *request,
                                             const HeraldEmulatorTable *table,
                                             const HeraldEmulatorLink  *link,
                                             HeraldEmulatorForm         form,
                                             GError                   **error);
/* What follows a row's key in the path: a property, a navigation property and what follows that. */
gboolean
herald_emulator_webapi_navigate (HeraldEmulatorRequest *request, const char *id, GError **error);

G_END_DECLS
