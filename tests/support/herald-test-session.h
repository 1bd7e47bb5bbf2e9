/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An emulator in memory and an open session on it, in a folder of their own. */
#pragma once

#include "core/herald-session.h"
#include "emulator/herald-emulator.h"

G_BEGIN_DECLS

typedef struct
{
  char               *dir;
  HeraldEmulator     *emulator;
  HeraldEmulatorInfo *info;
  HeraldEnvironment  *environment;
  HeraldStore        *store;
  HeraldSecrets      *secrets;
  HeraldSession      *session;
} HeraldTestSession;

/* Call it first in main(). */
void herald_test_session_init (int *argc, char ***argv);
void herald_test_session_set_up (HeraldTestSession *self, gconstpointer data);
void herald_test_session_tear_down (HeraldTestSession *self, gconstpointer data);
/* Without signing in. */
void     herald_test_session_set_up_closed (HeraldTestSession *self, gconstpointer data);
gboolean herald_test_session_open (HeraldTestSession *self, GError **error);
/* Another session on the same emulator, store and secrets, such as after a restart. */
void herald_test_session_restart (HeraldTestSession *self);

G_END_DECLS
