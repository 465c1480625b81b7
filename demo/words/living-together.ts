import type { Book } from './words.ts'

/** What goes on between people: property service, disputes, hardship, policies and the life of the neighbourhood. */
export const livingTogether: Book = {
  'property.quality': {
    says: ['楼道一个礼拜没拖。到处是脚印', '物业电话没人接。打了{天}天', '门口保安夜里不在岗'],
    does: ['和物业经理当面说了，约了整改的日子'],
    done: ['重新排了保洁表，贴在一楼', '值班电话换成两部，试过都通'],
    kind: 'complaint',
  },
  'property.fee': {
    says: ['物业费多收了一个季度', '停车费怎么涨的没人说清楚'],
    does: ['把两边的单子要来对了一遍'],
    done: ['对清楚了，多收的退了', '收费标准重新公示，问的人都看过了'],
    kind: 'complaint',
  },
  'property.income': {
    says: ['电梯广告的钱去哪了。想看看账'],
    does: ['业委会在整理明细'],
    done: ['一年的收支贴在公告栏，按季度贴'],
    kind: 'consult',
  },
  'property.fund': {
    says: ['想用维修资金修屋顶。不知道怎么办'],
    does: ['把要准备的材料列了个单子'],
    done: ['手续走完，款批下来了'],
    kind: 'consult',
  },
  'property.handover': {
    says: ['老物业不交资料。新物业进不来'],
    does: ['三方坐下来谈了一次'],
    done: ['资料移交完，签了单子'],
    kind: 'complaint',
  },
  'property.committee': {
    says: ['业委会到期了没人换届', '业委会开会不通知'],
    does: ['问过章程，正在排会'],
    done: ['换届的日子定了，公告贴出去了'],
    kind: 'complaint',
  },
  'dispute.neighbour': {
    says: ['邻居在楼道装摄像头对着我家门', '两家为晾衣杆吵起来了', '楼上空调水滴到我家窗台'],
    does: ['两家都去坐了坐，火气下来了'],
    done: ['摄像头转了方向，两家都点了头', '说和了，写了几句话两家都按了手印', '接了根管子，水不滴了'],
  },
  'dispute.leak': {
    says: ['楼上漏水泡了我家吊顶。怎么赔谈不拢'],
    does: ['一起看了现场，拍了损坏的地方'],
    done: ['商量好修好吊顶，材料费楼上出'],
  },
  'dispute.family': {
    says: ['老人没人管。几个孩子推来推去'],
    does: ['分别打了电话，约周末一起坐坐'],
    done: ['说好轮流照看，每月一号交接'],
  },
  'care.alone': {
    says: ['对门老人三天没下楼。敲门也没应', '独居的老人最近腿不好。想请人常去看看'],
    does: ['去敲了门，人在家，量了血压'],
    done: ['人没事，感冒躺着。给孩子打了电话，每天去看一次', '排了志愿者，一周去三趟'],
  },
  'care.illness': {
    says: ['家里有人瘫在床上。想问护理床怎么申请'],
    does: ['社工上门看过，材料带回来了'],
    done: ['护理床送到了，教了怎么用'],
  },
  'care.money': {
    says: ['男人住院，家里断了收入。想问能不能申请救助', '低保材料不知道缺啥'],
    does: ['材料清单发过去了，缺两样'],
    done: ['临时救助批下来了', '材料齐了，已代交民政'],
  },
  'care.disability': {
    says: ['残疾证要换。人出不了门', '助听器坏了。问问补贴'],
    does: ['约了上门评定'],
    done: ['上门办好了，证过几天送来', '补贴申请交上去了'],
  },
  'care.child': {
    says: ['楼上孩子常一个人在家。饭也没人做'],
    does: ['主任去过了，孩子先在邻居家吃饭'],
    done: ['奶奶接来同住了，学校也知道了'],
  },
  'care.missing': {
    says: ['老人出门没回来。{天}个钟头了，已报警'],
    does: ['几个楼的楼长都出去找了'],
    done: ['在公园找到了，人没事，送回家了'],
  },
  'policy.consult': {
    says: ['旧衣柜能不能走以旧换新', '居住证怎么办。要带什么'],
    does: ['问了窗口，正在核对'],
    done: ['要带的材料写在纸条上，送到家了', '能办，地点和时间都告诉了'],
    kind: 'consult',
  },
  'policy.insurance': {
    says: ['医保断了几个月。怎么补', '养老认证手机上弄不成'],
    does: ['查了档，正在看哪几个月断的'],
    done: ['补缴的窗口和数目都说清了', '手把手认证好了'],
    kind: 'consult',
  },
  'policy.ageing': {
    says: ['高龄补贴没到账。以前都是月初来', '我妈满八十了。补贴怎么申请'],
    does: ['查到是卡号换了'],
    done: ['卡号改过来了，下月一起补发', '表替老人填好交了'],
    kind: 'consult',
  },
  'policy.job': {
    says: ['想找个离家近的活。能照顾孩子', '想在家做点手工。有没有培训'],
    does: ['问了两家，正等回话'],
    done: ['介绍去了社区食堂，下周上班', '报上了手工班'],
  },
  'policy.errand': {
    says: ['腿脚不好。想请人代交电费', '想请人帮着去医院拿药'],
    does: ['写了委托条，下午去'],
    done: ['办好了，单子交到手上', '药拿回来了，钱对过'],
  },
  'life.good_deed': {
    says: ['谢谢{层}楼的小伙子。帮我把煤气罐抬上楼', '夸夸打扫楼道的阿姨。天天最早来'],
    does: ['记下了，问问本人愿不愿意贴出来'],
    done: ['本人同意，写在了好邻里墙上'],
    kind: 'praise',
  },
  'life.activity': {
    says: ['重阳节有没有活动。想带老人去', '想报名当志愿者'],
    does: ['记上名字了，等通知时间'],
    done: ['时间地点都发过去了', '已进志愿者群，周六第一次'],
  },
  'life.suggestion': {
    says: ['建议在大门口加个减速带', '建议把旧报亭改成下棋的地方'],
    does: ['记进这个月的议事单'],
    done: ['议事会上定了，月底装', '大家举手过了，先试三个月'],
    kind: 'suggestion',
  },
  'life.renewal': {
    says: ['我们单元想加装电梯。怎么开头', '想多装几个充电桩'],
    does: ['把流程印出来给各家看'],
    done: ['意见征求完，下一步交街道'],
    kind: 'suggestion',
  },
}
