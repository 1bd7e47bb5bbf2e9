/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one queued registration or clean-up does when its time has come. */
#pragma once

#include "emulator/herald-emulator-phones.h"

G_BEGIN_DECLS

/* A request taken out of the queue. */
typedef struct
{
  char                  *id;
  char                  *app_id;
  char                  *user_id;
  char                  *token;            /* (nullable) */
  char                  *callback_url;     /* (nullable) */
  char                  *callback_headers; /* (nullable) */
  char                  *api_token;        /* (nullable) */
  HeraldEmulatorPlatform platform;
  gboolean               clean_up;
  gboolean               tracked;
  gboolean               refused;

  const char *reason;  /* (nullable): of a failure; NULL is success */
  char       *details; /* (owned) (nullable): the push service's words */
} HeraldEmulatorWork;

void herald_emulator_work_free (HeraldEmulatorWork *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorWork, herald_emulator_work_free)

void herald_emulator_work_attach (HeraldEmulatorSite *site);
/* First whether it can be done, then the rows. */
void herald_emulator_work_prepare (HeraldEmulatorSite *site, HeraldEmulatorWork *work);
gboolean
herald_emulator_work_write (HeraldEmulatorSite *site, HeraldEmulatorWork *work, GError **error);

G_END_DECLS
