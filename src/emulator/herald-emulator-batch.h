/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The body of a `$batch` request as a list of requests and change sets. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* “Execute batch operations using the Web API”, read 2026-11. */
#define HERALD_EMULATOR_MOST_OPERATIONS 1000
#define HERALD_EMULATOR_LONGEST_BATCH_URL 65536

typedef struct
{
  char      *method;
  char      *url;        /* as written */
  GPtrArray *headers;    /* (element-type utf8): name, value… */
  GBytes    *body;       /* perhaps empty */
  char      *content_id; /* (nullable) */
} HeraldEmulatorBatchOperation;

/* A request by itself, or a change set. */
typedef struct
{
  gboolean   is_change_set;
  GPtrArray *operations; /* (element-type HeraldEmulatorBatchOperation): one unless a change set */
} HeraldEmulatorBatchItem;

GPtrArray *herald_emulator_batch_parse (const char *content_type, GBytes *body, GError **error);

G_END_DECLS
