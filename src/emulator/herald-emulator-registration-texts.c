/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reference lists codes for FailureReason; the support article “Troubleshoot push notifications
 * in Customer Insights - Journeys” (read 2026-11) quotes sentences in their place, two of which are
 * known. Where which of them comes is not said, so it can be chosen. */
#include "config.h"

#include "emulator/herald-emulator-registration-texts.h"

#include "emulator/herald-emulator-switches.h"

#define SERVICE_NAME "registration-texts"

enum
{
  CODES,
  ROWS,
  EVERYWHERE,
};

static const char *const choices[] = { "codes", "rows", "everywhere", NULL };

static const struct
{
  const char *code;
  const char *text;
} texts[] = {
  { "ApiTokenNotValid", "Provided API token is not valid" },
  { "DryRunSendingFailed",
    "Sending a test invisible notification failed for the given device token" },
  /* Worded here after the two that are quoted. */
  { "DuplicateExists", "The given device token is already registered for the user" },
  { "DeviceTokenTooLong", "The given device token is too long" },
  { "FailedToStoreDevice", "Storing the device failed" },
};

typedef struct
{
  guint choice;
} Settings;

static const char *
find_text (const char *code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (g_str_equal (texts[i].code, code))
      return texts[i].text;
  return code;
}

/**
 * herald_emulator_registration_texts_get_answer:
 * @site: the site
 * @code: the code of a failure
 *
 * Returns: what status and webhook say
 */
const char *
herald_emulator_registration_texts_get_answer (HeraldEmulatorSite *site, const char *code)
{
  const Settings *settings = herald_emulator_site_get_service (site, SERVICE_NAME);

  return settings->choice == EVERYWHERE ? find_text (code) : code;
}

/**
 * herald_emulator_registration_texts_get_row:
 * @site: the site
 * @code: the code of a failure
 *
 * Returns: what the result's row says
 */
const char *
herald_emulator_registration_texts_get_row (HeraldEmulatorSite *site, const char *code)
{
  const Settings *settings = herald_emulator_site_get_service (site, SERVICE_NAME);

  return settings->choice == CODES ? code : find_text (code);
}

/**
 * herald_emulator_registration_texts_attach:
 * @site: the site
 * @error: return location
 *
 * Returns: %TRUE
 */
gboolean
herald_emulator_registration_texts_attach (HeraldEmulatorSite *site, GError **error)
{
  Settings *self = g_new0 (Settings, 1);

  herald_emulator_site_take_service (site, SERVICE_NAME, self, g_free);
  herald_emulator_switches_add_choice (site, "registrationTexts", &self->choice, choices);
  return TRUE;
}
