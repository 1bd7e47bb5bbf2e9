/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of a call share. */
#pragma once

#include "emulator/herald-emulator-call.h"

G_BEGIN_DECLS

struct _HeraldEmulatorCall
{
  GObject parent_instance;

  HeraldEmulatorTransport transport;
  char                   *method;          /* (owned) */
  char                   *path;            /* (owned) */
  char                   *query;           /* (owned) (nullable) */
  GPtrArray              *request_headers; /* (element-type utf8) (owned): name, value, … */
  GBytes                 *body;            /* (owned) */
  GPtrArray              *captures;   /* (element-type utf8) (owned) (nullable): name, value, … */
  GObject                *connection; /* (owned) (nullable) */
  char                   *certificate; /* (owned) (nullable): fingerprint of the client's */
  gint64                  start_us;

  guint      status;         /* 0 until answered */
  gboolean   refused;        /* a later answer is not wanted any more */
  GPtrArray *answer_headers; /* (element-type utf8) (owned): name, value, … */
  GBytes    *answer_body;    /* (owned) (nullable) */

  char                *fault; /* (owned) (nullable) */
  HeraldEmulatorDamage damage;

  HeraldEmulatorCallFunc answered_func;
  gpointer               answered_data; /* (unowned) */
  HeraldEmulatorCallFunc release_func;
  HeraldEmulatorGoneFunc gone_func;    /* (nullable): asked with the data of release_func */
  gpointer               release_data; /* (owned) */
  GDestroyNotify         release_destroy;
  gpointer               companion; /* (owned) (nullable): until the answer leaves */
  GDestroyNotify         companion_destroy;
};

G_END_DECLS
