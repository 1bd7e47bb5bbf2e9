/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One person's part of a journey: a push to each of their devices, noted with what became of it. */
#pragma once

#include "emulator/herald-emulator-journeys.h"
#include "emulator/herald-emulator-placeholders.h"

G_BEGIN_DECLS

/* Nothing is owned. */
typedef struct
{
  HeraldEmulatorSite          *site;
  const char                  *journey_id;
  const HeraldEmulatorApp     *app;
  const HeraldEmulatorMessage *message;
  HeraldEmulatorPlaceholders  *placeholders;
} HeraldEmulatorJourneySend;

gboolean herald_emulator_journey_send_attach (HeraldEmulatorSite *site, GError **error);
gboolean herald_emulator_journey_send_to (const HeraldEmulatorJourneySend *self,
                                          const HeraldEmulatorPerson      *person,
                                          GError                         **error);

G_END_DECLS
