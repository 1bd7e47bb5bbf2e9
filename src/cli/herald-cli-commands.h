/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every command there is, in the order of the help. */
#pragma once

#include "cli/herald-cli.h"

G_BEGIN_DECLS

/* @arguments: (element-type utf8): the words after the command's name. Prints its answer itself;
 * on failure nothing was printed. */
typedef gboolean (*HeraldCliFunc) (HeraldCli *cli, GPtrArray *arguments, GError **error);

typedef struct
{
  const char   *name;      /* “app token list” */
  const char   *arguments; /* for the help */
  const char   *summary;   /* N_() */
  const char   *help;      /* (nullable): N_(): more lines */
  HeraldCliFunc run;
} HeraldCliCommand;

/* The command whose name the words begin with, or NULL; those words are taken out. */
const HeraldCliCommand *herald_cli_commands_find (GPtrArray *arguments);
/* FALSE when no command begins with the words of @group; nothing is printed then. */
gboolean herald_cli_commands_print_help (GPtrArray *group);
void     herald_cli_commands_print_command_help (const HeraldCliCommand *command);
/* (nullable): a command that the words may have meant */
const char *herald_cli_commands_suggest (GPtrArray *arguments);
gboolean    herald_cli_commands_is_group (GPtrArray *words);

/* One function per command, by file. */
gboolean herald_cli_env_list (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_env_show (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_env_add (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_auth_login (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_auth_logout (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_auth_status (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_secret_list (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_secret_remove (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_secret_move (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_secret_file_create (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_secret_file_unlock (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean
herald_cli_secret_file_change_passphrase (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_secret_file_remove (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_env_rename (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_env_read_only (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_env_set (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_env_remove (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_env_discover (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_env_hosts (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_env_test (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_app_list (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_app_show (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_app_create (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_app_update (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_app_delete (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_app_check (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_app_sheet (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_token_list (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_token_create (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_token_revoke (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_person_find (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_device_list (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_device_register (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_device_cleanup (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_push_list (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_push_show (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_push_save (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_push_send (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_push_preview (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_inapp_send (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_inapp_list (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_inapp_recall (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_inapp_preview (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_emulator_run (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_emulator_status (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_emulator_reset (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_emulator_log (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_journey_run (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_journey_list (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_journey_show (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_emulator_log_clear (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_snapshot_list (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_snapshot_save (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_snapshot_restore (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_snapshot_delete (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_snapshot_export (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_snapshot_import (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_import_contacts (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_import_devices (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_clock_show (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_clock_advance (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_clock_reset (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_fault_list (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_fault_add (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_fault_remove (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_fault_clear (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_switch_list (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_switch_set (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_phone_list (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_phone_notifications (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_phone_tap (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_app_session_start (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_app_session_show (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_app_session_navigate (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_app_session_open_center (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_app_session_dismiss (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_app_session_close (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_phone_ask_permission (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_phone_set (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_phone_show (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_phone_add (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_phone_remove (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_sign_in_list (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_sign_in_approve (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_sign_in_revoke (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_apns_certificate_issue (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_apns_certificate_revoke (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_apns_key_set (HeraldCli *cli, GPtrArray *arguments, GError **error);
gboolean herald_cli_interaction_list (HeraldCli *cli, GPtrArray *arguments, GError **error);

G_END_DECLS
