/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts the emulated services onto a site. A new one adds its attach function to the table; the
 * switches come first, because services register theirs. */
#include "config.h"

#include "emulator/herald-emulator-services.h"

#include "emulator/herald-emulator-admin-apns.h"
#include "emulator/herald-emulator-admin-clock.h"
#include "emulator/herald-emulator-admin-interactions.h"
#include "emulator/herald-emulator-admin-journeys.h"
#include "emulator/herald-emulator-admin-phones.h"
#include "emulator/herald-emulator-admin-snapshots.h"
#include "emulator/herald-emulator-admin-tap.h"
#include "emulator/herald-emulator-admin.h"
#include "emulator/herald-emulator-apns.h"
#include "emulator/herald-emulator-app-sessions.h"
#include "emulator/herald-emulator-apple-tokens.h"
#include "emulator/herald-emulator-apps.h"
#include "emulator/herald-emulator-bearer.h"
#include "emulator/herald-emulator-bridge.h"
#include "emulator/herald-emulator-dataverse.h"
#include "emulator/herald-emulator-discovery.h"
#include "emulator/herald-emulator-faults.h"
#include "emulator/herald-emulator-fcm.h"
#include "emulator/herald-emulator-google.h"
#include "emulator/herald-emulator-health.h"
#include "emulator/herald-emulator-import.h"
#include "emulator/herald-emulator-instances.h"
#include "emulator/herald-emulator-interactions.h"
#include "emulator/herald-emulator-key-set.h"
#include "emulator/herald-emulator-outbound.h"
#include "emulator/herald-emulator-permission.h"
#include "emulator/herald-emulator-phones.h"
#include "emulator/herald-emulator-redirect.h"
#include "emulator/herald-emulator-registration-callback.h"
#include "emulator/herald-emulator-registration-legacy.h"
#include "emulator/herald-emulator-registration-status.h"
#include "emulator/herald-emulator-registration-texts.h"
#include "emulator/herald-emulator-registration.h"
#include "emulator/herald-emulator-registry.h"
#include "emulator/herald-emulator-reset.h"
#include "emulator/herald-emulator-samples.h"
#include "emulator/herald-emulator-sender.h"
#include "emulator/herald-emulator-sign-in.h"
#include "emulator/herald-emulator-switches.h"

static const HeraldEmulatorAttachFunc attach_funcs[] = {
  herald_emulator_switches_attach,
  herald_emulator_registry_attach,
  herald_emulator_bearer_attach,
  herald_emulator_sign_in_attach,
  herald_emulator_discovery_attach,
  herald_emulator_key_set_attach,
  herald_emulator_dataverse_attach,
  herald_emulator_apps_attach,
  herald_emulator_samples_attach,
  herald_emulator_app_sessions_attach,
  herald_emulator_health_attach,
  herald_emulator_instances_attach,
  herald_emulator_phones_attach,
  herald_emulator_apple_tokens_attach,
  herald_emulator_permission_attach,
  herald_emulator_outbound_attach,
  herald_emulator_bridge_attach,
  herald_emulator_apns_attach,
  herald_emulator_admin_apns_attach,
  herald_emulator_google_attach,
  herald_emulator_fcm_attach,
  herald_emulator_admin_attach,
  herald_emulator_admin_clock_attach,
  herald_emulator_admin_phones_attach,
  herald_emulator_admin_snapshots_attach,
  herald_emulator_admin_tap_attach,
  herald_emulator_sender_attach,
  herald_emulator_registration_texts_attach,
  herald_emulator_registration_callback_attach,
  herald_emulator_registration_attach,
  herald_emulator_registration_status_attach,
  herald_emulator_registration_legacy_attach,
  herald_emulator_interactions_attach,
  herald_emulator_redirect_attach,
  herald_emulator_faults_attach,
  herald_emulator_admin_interactions_attach,
  herald_emulator_admin_journeys_attach,
  herald_emulator_import_attach,
  herald_emulator_reset_attach,
};

/**
 * herald_emulator_services_attach:
 * @site: a site that does not listen yet
 *
 * **Errors:** those of the services.
 *
 * Returns: whether every service is ready
 */
gboolean
herald_emulator_services_attach (HeraldEmulatorSite *site, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (attach_funcs); i++)
    if (!attach_funcs[i](site, error))
      return FALSE;
  return TRUE;
}
