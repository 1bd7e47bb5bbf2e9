/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts the lasting states of an environment into words. */
#include "config.h"

#include "ui/herald-notices.h"

#include "ui/herald-notice.h"

#include <glib/gi18n.h>

static void
add_notice (GListStore *notices,
            const char *style,
            const char *icon_name,
            const char *text,
            const char *button,
            const char *action)
{
  g_autoptr (HeraldNotice) notice = herald_notice_new (style, icon_name, text, button, action);

  g_list_store_append (notices, notice);
}

/* Where one is stands on every page, also where the side bar is folded away. */
static void
add_kind_notice (GListStore *notices, HeraldEnvironment *environment)
{
  const char      *name = herald_environment_get (environment, HERALD_ENVIRONMENT_NAME);
  g_autofree char *text = NULL;

  switch (herald_environment_get_kind (environment))
    {
    case HERALD_ENVIRONMENT_EMULATOR:
      add_notice (notices, "emulator", "applications-science-symbolic",
                  _("Emulator – nothing leaves this computer"), NULL, NULL);
      break;
    case HERALD_ENVIRONMENT_DEVELOPMENT:
      /* Translators: %s is the name of an environment. */
      text = g_strdup_printf (_("Development – %s"), name);
      add_notice (notices, "development", "network-server-symbolic", text, NULL, NULL);
      break;
    case HERALD_ENVIRONMENT_TEST:
      /* Translators: %s is the name of an environment. */
      text = g_strdup_printf (_("Test – %s"), name);
      add_notice (notices, "test", "network-server-symbolic", text, NULL, NULL);
      break;
    case HERALD_ENVIRONMENT_PRODUCTION:
    default:
      /* Translators: %s is the name of an environment. */
      text = g_strdup_printf (_("Production – what you send in %s reaches real people"), name);
      add_notice (notices, "production", "dialog-warning-symbolic", text, NULL, NULL);
      break;
    }
}

static void
add_secrets_notice (GListStore *notices, HeraldSecrets *secrets)
{
  HeraldVault *vault = herald_secrets_get_vault (secrets);

  if (herald_secrets_is_session_only (secrets))
    add_notice (notices, "warning", "dialog-password-symbolic",
                _("No Secret Service: keys and tokens are kept for this run only."),
                   _("Choose…"), "win.secrets");
  else if (vault != NULL && herald_vault_get_state (vault) == HERALD_VAULT_LOCKED)
    add_notice (notices, "warning", "changes-prevent-symbolic",
                _("The file with keys and tokens is locked."), _("Unlock…"), "win.unlock");
}

static void
add_silence_notice (GListStore *notices, HeraldWorkspace *workspace)
{
  HeraldEmulatorPulse *pulse =
    herald_emulator_pulse_of_session (herald_workspace_get_session (workspace));
  gint64 answered_us = herald_emulator_pulse_get_answered_us (pulse);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (answered_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) answered = g_date_time_to_local (utc);
  g_autofree char *time = g_date_time_format (answered, "%X");
  /* Translators: a time of the day. */
  g_autofree char *text =
    g_strdup_printf (_("The emulator has not answered since %s; it is busy or paused. What is "
                       "shown is from then."),
                        time);

  add_notice (notices, "warning", "dialog-warning-symbolic", text, NULL, NULL);
}

static void
add_pulse_notice (GListStore *notices, HeraldWorkspace *workspace)
{
  switch (herald_workspace_get_pulse (workspace))
    {
    case HERALD_PULSE_SILENT:
      add_silence_notice (notices, workspace);
      break;
    case HERALD_PULSE_GONE:
      if (herald_workspace_is_emulator_back (workspace))
        add_notice (notices, "warning", "dialog-warning-symbolic",
                    _("The emulator stopped and runs again."), _("Connect"), "win.retry");
      else
        add_notice (notices, "error", "dialog-error-symbolic",
                    _("The emulator stopped. Nothing is lost; its data are kept."),
                       _("Restart"), "win.retry");
      break;
    case HERALD_PULSE_BEATS:
    default:
      break;
    }
}

/**
 * herald_notices_fill:
 * @notices: (element-type HeraldNotice): emptied first
 * @workspace: whose states
 *
 * What needs something of the person stands first, where they are last.
 */
void
herald_notices_fill (GListStore *notices, HeraldWorkspace *workspace)
{
  HeraldEnvironment *environment;

  g_return_if_fail (G_IS_LIST_STORE (notices));
  g_return_if_fail (HERALD_IS_WORKSPACE (workspace));

  environment = herald_workspace_get_environment (workspace);
  g_list_store_remove_all (notices);
  add_pulse_notice (notices, workspace);
  add_secrets_notice (notices, herald_workspace_get_secrets (workspace));
  if (herald_environment_ignores_tls_errors (environment))
    add_notice (notices, "insecure", "channel-insecure-symbolic",
                _("TLS errors are ignored – anyone in between can read tokens and keys"),
                   _("Settings…"), "win.edit-environment");
  if (herald_environment_is_read_only (environment))
    add_notice (notices, "read-only", "changes-prevent-symbolic",
                _("Read-only – Herald sends, changes and removes nothing here"),
                   _("Settings…"), "win.edit-environment");
  add_kind_notice (notices, environment);
}
