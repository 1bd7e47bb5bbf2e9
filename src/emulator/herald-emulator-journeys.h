/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One-step journeys: a message of an app to an audience, counted. */
#pragma once

#include "emulator/herald-emulator-apps.h"
#include "emulator/herald-emulator-audience.h"
#include "emulator/herald-emulator-message.h"

G_BEGIN_DECLS

/* What a journey is made of; everything is taken. Clear with
 * herald_emulator_journey_plan_clear(). */
typedef struct
{
  char                   *name;     /* (owned) (nullable) */
  HeraldEmulatorApp      *app;      /* (owned) */
  HeraldEmulatorMessage  *message;  /* (owned) */
  HeraldEmulatorAudience *audience; /* (owned) */
} HeraldEmulatorJourneyPlan;

void herald_emulator_journey_plan_clear (HeraldEmulatorJourneyPlan *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HeraldEmulatorJourneyPlan, herald_emulator_journey_plan_clear)

/* Called once when the journey is over, also by a reset; not when the site ends first. */
typedef void (*HeraldEmulatorJourneyFunc) (const char *id, gpointer user_data);

gboolean herald_emulator_journeys_attach (HeraldEmulatorSite *site, GError **error);
/* Returns: (transfer full): the journey's id */
char *herald_emulator_journeys_start (HeraldEmulatorSite        *site,
                                      HeraldEmulatorJourneyPlan *plan,
                                      HeraldEmulatorJourneyFunc  func,
                                      gpointer                   user_data,
                                      GDestroyNotify             destroy,
                                      GError                   **error);
/* NULL without error when there is no such journey. */
JsonObject *
herald_emulator_journeys_describe (HeraldEmulatorSite *site, const char *id, GError **error);
JsonArray *herald_emulator_journeys_list (HeraldEmulatorSite *site, GError **error);
/* Whom it did not reach, with the reason; the first ones. */
JsonArray *
herald_emulator_journeys_list_not_sent (HeraldEmulatorSite *site, const char *id, GError **error);

G_END_DECLS
