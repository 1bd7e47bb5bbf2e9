/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shape of FCM's request bodies: which members there are, in either spelling, and of what kind.
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What is wrong with a body. Clear with herald_emulator_fcm_fault_clear(). */
typedef struct
{
  char    *field;     /* (owned): such as “message.data” */
  char    *text;      /* (owned) */
  gboolean malformed; /* the body is no such message at all: FCM itself never saw it */
} HeraldEmulatorFcmFault;

void herald_emulator_fcm_fault_clear (HeraldEmulatorFcmFault *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HeraldEmulatorFcmFault, herald_emulator_fcm_fault_clear)

/* Returns: (transfer full) (nullable): the body with every member spelt in snake_case. */
JsonObject *herald_emulator_fcm_schema_read (JsonObject *body, HeraldEmulatorFcmFault *fault);

G_END_DECLS
