/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What other programs need to talk to the emulator, to show, to copy and to paste into a shell. */
#pragma once

#include "model/herald-emulator-info.h"

G_BEGIN_DECLS

typedef struct
{
  char    *group;    /* translated heading, or an app's name */
  char    *label;    /* translated */
  char    *variable; /* for shells: HERALD_HTTP */
  char    *value;
  gboolean secret;
} HeraldAddress;

/* A command that works when it is pasted. */
typedef struct
{
  const char *title; /* translated */
  char       *text;  /* with the secrets: it is for this computer's emulator only */
  char       *masked;
} HeraldSnippet;

/* Returns: (element-type HeraldAddress): group by group; what is unknown is left out */
GPtrArray *herald_addresses_list (HeraldEmulatorInfo *info);
/* Returns: (element-type HeraldSnippet) */
GPtrArray *herald_addresses_list_snippets (HeraldEmulatorInfo *info);
/* Lines “export NAME='value'”; without @with_secrets they are left empty. */
char *herald_addresses_write_variables (HeraldEmulatorInfo *info, gboolean with_secrets);
char *herald_addresses_write_json (HeraldEmulatorInfo *info, gboolean with_secrets);

G_END_DECLS
