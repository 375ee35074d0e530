"""The app manifest: what an admin pastes into Slack, with exactly the scopes and events that are used."""

from typing import Any

from bot.slack.front_door import PATH
from bot.slack.home import PROMPTS
from bot.slack.intake import SHORTCUT

# Each scope with what it is used for.
SCOPES = {
    "app_mentions:read": "app_mention",
    "assistant:write": "assistant.threads.setSuggestedPrompts, setStatus, setTitle",
    "channels:history": "message.channels, conversations.replies",
    "channels:read": "conversations.members, member_joined_channel",
    "chat:write": "chat.postMessage, chat.postEphemeral",
    "commands": "/ipdesk and the message shortcut",
    "files:read": "files attached to a message",
    "files:write": "files.getUploadURLExternal, files.completeUploadExternal",
    "groups:history": "message.groups, conversations.replies",
    "groups:read": "conversations.members in private channels",
    "im:history": "message.im, conversations.replies",
    "im:write": "conversations.open, to look into a private talk before something is posted there again",
    "usergroups:read": "usergroups.list, subteam_members_changed",
    "users:read": "users.list, team_join, user_change",
}
EVENTS = (
    "app_home_opened",
    "app_mention",
    "member_joined_channel",
    "member_left_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "subteam_members_changed",
    "subteam_updated",
    "team_join",
    "user_change",
)
_ABOUT = "Answers questions about protecting intellectual property in overseas manufacturing, with citations."


def manifest(address: str | None) -> dict[str, Any]:
    """With the public `address` of this server, or for Socket Mode without one."""
    url = {} if address is None else {"request_url": f"{address.rstrip('/')}{PATH}"}
    return {
        "display_information": {"name": "IP Desk", "description": _ABOUT},
        "features": _features({} if address is None else {"url": url["request_url"]}),
        "oauth_config": {"scopes": {"bot": sorted(SCOPES)}},
        "settings": {
            "event_subscriptions": {**url, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **url},
            "org_deploy_enabled": False,
            "socket_mode_enabled": address is None,
            "token_rotation_enabled": False,
        },
    }


def _features(url: dict[str, str]) -> dict[str, Any]:
    command = {"command": "/ipdesk", "description": "Ask IP Desk", "usage_hint": "[question] or help", "should_escape": True}
    return {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False},
        "agent_view": {"agent_description": _ABOUT, "suggested_prompts": PROMPTS},
        "bot_user": {"display_name": "IP Desk", "always_online": True},
        "shortcuts": [
            {
                "name": "Ask IP Desk",
                "type": "message",
                "callback_id": SHORTCUT,
                "description": "Ask IP Desk about this message",
            }
        ],
        "slash_commands": [{**command, **url}],
    }
