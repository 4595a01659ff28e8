"""Every kind of errand. This is the only list of them."""

from collections.abc import Mapping
from typing import Final

from workflows.administrators import (
    TellAdministrator,
    TellOfCatalogue,
    TellOfLostChannel,
    TellOfRename,
    TellOfWording,
)
from workflows.also import TellAlso
from workflows.automations.errands import AddBookmark, CallWebhook, PostByRule
from workflows.automations.running import RunAutomation
from workflows.automations.watching import WatchAutomation
from workflows.declarer import BriefDeclarer, WhisperToDeclarer
from workflows.errands import Errand
from workflows.handoff_measures import MarkAskedAgain
from workflows.handoff_showing import BriefReceiver, SayUnderHandoff, ShowHandoff, TellOfOffer
from workflows.handoff_waiting import ChaseAnswer, EndQuestions
from workflows.invitations import AskInThread, InvitePeople
from workflows.keep import KeepMessage
from workflows.late_answers import TellLate
from workflows.matching_people import MatchPeople
from workflows.merge import BringPeople
from workflows.near_miss import TellOfNearMiss
from workflows.older_drafts import MarkOlderDraft
from workflows.on_call.global_commander import NameGlobalCommander
from workflows.on_call.learning import LearnDuty
from workflows.on_call.overriding import TellOfOverride
from workflows.on_call.planner import PlanDuty
from workflows.on_call.region_watch import TellOfRegionChange, WatchRegions
from workflows.on_call.shift_notices import (
    BeginShift,
    FillUserGroup,
    TellChannelOfShift,
    WarnOfShift,
)
from workflows.on_call.telling import ShowCover, WatchCover
from workflows.on_call.two_weeks import SendPicture
from workflows.opening import OpenRoom
from workflows.owners import AddServiceLinks, BringOwners, TellTeam
from workflows.paging.by_itself import PageByItself
from workflows.paging.climbing import MindPage, ShowPaged
from workflows.paging.reaching import FollowAlarm, ReachOutside
from workflows.paging.shouting import ShoutOfGap, TellOfPage
from workflows.paging.showing import CountDown, ShowMovedPage, ShowPage
from workflows.people import LearnPerson
from workflows.reminders import RingReminders
from workflows.reviews import AttachReview, DraftReview, PostReview
from workflows.roles import BriefRoleHolder
from workflows.room import AddBookmarks
from workflows.room_changes import KeepTopic, SeeChannel
from workflows.saying import SayEvent, SayInOrder
from workflows.saying_reminders import SayReminders
from workflows.showing import ShowAnnouncement, ShowCard, ShowTopic
from workflows.source import LinkSource
from workflows.subscriptions import TellSubscriber
from workflows.tasks import BriefTaskOwner, ShowMovedTask, ShowTask, ShowTaskLater
from workflows.threads import AskForChannel
from workflows.two_hats import HintAtTwoHats
from workflows.updates import AnnounceUpdate
from workflows.welcome import Welcome
from workflows.who_is_inside import LookInside

ERRANDS: Final[tuple[type[Errand], ...]] = (
    OpenRoom,
    SendPicture,
    ShowCover,
    WatchCover,
    TellOfOverride,
    WhisperToDeclarer,
    InvitePeople,
    AskInThread,
    AskForChannel,
    ShowCard,
    ShowAnnouncement,
    TellAlso,
    ShowTopic,
    KeepTopic,
    SeeChannel,
    ShowHandoff,
    BriefReceiver,
    SayUnderHandoff,
    ChaseAnswer,
    TellOfOffer,
    EndQuestions,
    MarkAskedAgain,
    BriefDeclarer,
    LinkSource,
    TellOfNearMiss,
    BriefRoleHolder,
    HintAtTwoHats,
    AddBookmarks,
    BringOwners,
    TellTeam,
    AddServiceLinks,
    LookInside,
    SayEvent,
    SayInOrder,
    SayReminders,
    AnnounceUpdate,
    TellSubscriber,
    RingReminders,
    DraftReview,
    PostReview,
    AttachReview,
    MarkOlderDraft,
    KeepMessage,
    ShowTask,
    ShowTaskLater,
    BriefTaskOwner,
    BringPeople,
    ShowMovedTask,
    PageByItself,
    MindPage,
    ShowPaged,
    ShowPage,
    CountDown,
    ReachOutside,
    FollowAlarm,
    ShowMovedPage,
    ShoutOfGap,
    TellOfPage,
    RunAutomation,
    WatchAutomation,
    PostByRule,
    AddBookmark,
    CallWebhook,
    LearnPerson,
    MatchPeople,
    LearnDuty,
    PlanDuty,
    WatchRegions,
    NameGlobalCommander,
    TellOfRegionChange,
    WarnOfShift,
    BeginShift,
    TellChannelOfShift,
    FillUserGroup,
    Welcome,
    TellAdministrator,
    TellOfCatalogue,
    TellLate,
    TellOfLostChannel,
    TellOfRename,
    TellOfWording,
)

KINDS: Final[Mapping[str, type[Errand]]] = {errand.kind(): errand for errand in ERRANDS}
