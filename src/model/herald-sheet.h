/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The developer sheet: what an app developer needs from a configuration. */
#pragma once

#include "model/herald-app.h"
#include "model/herald-environment.h"

G_BEGIN_DECLS

typedef enum
{
  HERALD_SHEET_TEXT,
  HERALD_SHEET_JSON,
  HERALD_SHEET_MARKDOWN,
} HeraldSheetFormat;

/* @api_token: (nullable): NULL masks it. */
char *herald_sheet_write (HeraldApp         *app,
                          HeraldEnvironment *environment,
                          const char        *api_token,
                          HeraldSheetFormat  format);

G_END_DECLS
