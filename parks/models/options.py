"""The option lists of a park's records: the policies' own words, and the province's registry's."""

from django.db.models import TextChoices


class LayoutMode(TextChoices):
    """布局方式 (W3, C一)."""

    IN_ZONE = "in_zone", "区中园"
    IN_PARK = "in_park", "园中园"
    IN_TOWN = "in_town", "镇中园"
    RENEWAL = "renewal", "老旧工业区改造"


class DevelopmentMode(TextChoices):
    """The six modes of W4."""

    GOVERNMENT = "government", "政府主导"
    PROPERTY = "property", "产权开发"
    FIRMS = "firms", "企业联建"
    LEADING_FIRM = "leading_firm", "龙头企业开发"
    AGENT = "agent", "政府主导、企业代建"
    GROUP = "group", "片区企业组团开发"


class RegistryMode(TextChoices):
    """开发模式 as the province's registry lists them."""

    GOVERNMENT = "government", "政府主导开发"
    LEADING_FIRM = "leading_firm", "龙头企业开发"
    PROPERTY = "property", "工业地产开发"
    FIRMS = "firms", "企业联合开发"
    VILLAGES = "villages", "村集体联合开发"
    PROFESSIONAL = "professional", "专业机构开发"
    OTHER = "other", "其他"


class Siting(TextChoices):
    """Where W3 would rather have parks, or elsewhere."""

    CLUSTER = "cluster", "产业集聚区"
    DEVELOPMENT_ZONE = "development_zone", "经济开发区"
    HIGH_TECH_ZONE = "high_tech_zone", "高新技术产业园区"
    INDUSTRIAL_PARK = "industrial_park", "工业园区"
    ELSEWHERE = "elsewhere", "其他区域"


class RegistryGrade(TextChoices):
    A = "A", "A"
    B = "B", "B"
    C = "C", "C"
    D = "D", "D"
    NONE = "none", "未参评"


class Facility(TextChoices):
    """公共配套设施 of the province's registry."""

    INSTRUMENTS = "instruments", "共享仪器设备"
    RESEARCH = "research", "研发中心"
    PILOT = "pilot", "中试基地"
    LABORATORY = "laboratory", "公共实验室"
    TESTING = "testing", "公共检测室"
    ENVIRONMENT = "environment", "集中环保处理"
    DORMITORY = "dormitory", "宿舍公寓"
    CANTEEN = "canteen", "食堂餐饮"
    SHOP = "shop", "便利超市"
    LIBRARY = "library", "图书资料室"
    SPORTS = "sports", "运动休闲场馆"
    MEETING = "meeting", "会议场馆"
    EXHIBITION = "exhibition", "展览展示场馆"
    FIBRE = "fibre", "光纤宽带"
    STORAGE = "storage", "仓储"
    LOGISTICS = "logistics", "物流"
    OTHER = "other", "其他"


class Service(TextChoices):
    """公共配套服务 of the province's registry."""

    POLICY = "policy", "政策与信息服务"
    AGENCY = "agency", "政务代办服务"
    FINANCE = "finance", "投融资服务"
    COACHING = "coaching", "创业辅导服务"
    RECRUITING = "recruiting", "人才招聘引进服务"
    TRAINING = "training", "教育培训服务"
    CONSULTING = "consulting", "管理咨询服务"
    QUALITY = "quality", "技术与质量服务"
    DESIGN = "design", "研发设计服务"
    INSPECTION = "inspection", "检验检测服务"
    LEGAL = "legal", "法律服务"
    PATENTS = "patents", "知识产权服务"
    MARKETING = "marketing", "市场开拓服务"
    ACCOUNTING = "accounting", "财务代理服务"
    PROPERTY = "property", "物业管理服务"
    LEASING = "leasing", "固定资产租赁服务"
    IT = "it", "信息化服务"
    MEDIA = "media", "媒体宣传推广服务"
    OTHER = "other", "其他"


class Network(TextChoices):
    """W8's networks, and the one that came after."""

    FIBRE = "fibre", "光纤"
    MOBILE_4G = "mobile_4g", "4G"
    MOBILE_5G = "mobile_5g", "5G"
    NB_IOT = "nb_iot", "NB-IoT"


class DigitalFunction(TextChoices):
    """What a park's platform does (W8); digital safety supervision is C(十二)'s."""

    FLOWS = "flows", "物流人流管理"
    SECURITY = "security", "消防安防"
    ENERGY = "energy", "环境能源监测"
    EVALUATION = "evaluation", "企业评价"
    SUPPLY_FINANCE = "supply_finance", "供应链金融"
    SAFETY = "safety", "安全生产数字化监管"


class PartyItem(TextChoices):
    """党建“六个一” (W19)."""

    BRANCH = "branch", "区域性综合党组织"
    SECRETARIES = "secretaries", "党组织书记队伍"
    MECHANISM = "mechanism", "工作机制"
    SERVICES = "services", "服务事项"
    CENTRE = "centre", "党群服务中心"
    FUND = "fund", "党建公积金"


class LandSource(TextChoices):
    """土地来源 of the province's registry."""

    GRANT = "grant", "出让"
    LEASE = "lease", "租用"
    ALLOCATION = "allocation", "划拨"
    OTHER = "other", "其他"


class LandNature(TextChoices):
    """土地性质 of the province's registry."""

    INDUSTRIAL = "industrial", "工业用地"
    COMMERCIAL = "commercial", "商服用地"
    INNOVATION = "innovation", "创新用地"
    COLLECTIVE = "collective", "集体留用地"
    OTHER = "other", "其它"


class SupplyKind(TextChoices):
    """How land is supplied (W14, W15, C三)."""

    LISTING = "listing", "公开出让"
    PRICE = "price", "竞地价"
    CAPPED_HOUSE_PRICE = "capped_house_price", "限房价"
    SELF_HELD = "self_held", "竞自持"
    HANDED_OVER_FLOOR = "handed_over_floor", "限地价竞无偿移交厂房面积"
    TAX = "tax", "限地价限房价竞亩均税收"
    CAPITAL = "capital", "作价出资"
    AGREEMENT = "agreement", "协议或划拨"


class RoomUse(TextChoices):
    PRODUCTION = "production", "生产性用房"
    NON_PRODUCTION = "non_production", "非生产性用房"
